import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import en from './en.json'

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en }
  }
}

/** Texts by key, `t('auth.sign_in')`, checked by the compiler; other languages join here. */
void i18next.use(initReactI18next).init({
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: { translation: en } },
  interpolation: { escapeValue: false }, // React escapes
})

export default i18next
