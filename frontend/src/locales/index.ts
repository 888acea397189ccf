import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import board from './board.en.json'
import { isolated } from './direction'
import demo from './demo.en.json'
import en from './en.json'
import type notes from './notes.en.json'
import panel from './panel.en.json'
import records from './records.en.json'
import type review from './review.en.json'
import type together from './together.en.json'
import type roles from './roles.en.json'
import type undo from './undo.en.json'

// One file per wing, so that many hands can work at once; each has its own top-level keys.
const texts = { ...en, ...board, ...demo, ...panel, ...records }

declare module 'i18next' {
  interface CustomTypeOptions {
    // Those of the note editor and of the roles screen come with them (texts.ts of each).
    resources: {
      translation: typeof texts &
        typeof notes &
        typeof together &
        typeof review &
        typeof roles &
        typeof undo
    }
  }
}

/** Texts by key, `t('auth.sign_in')`, checked by the compiler; other languages join here. */
void i18next.use(initReactI18next).init({
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: { translation: texts } },
  // React escapes: what is left to do is that a name's direction stays its own.
  interpolation: { escapeValue: true, escape: isolated },
})

export default i18next
