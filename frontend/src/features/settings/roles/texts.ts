import i18next from 'i18next'
import roles from '@/locales/roles.en.json'

// Loaded with the screen, not with the first one.
i18next.addResourceBundle('en', 'translation', roles, true, true)
