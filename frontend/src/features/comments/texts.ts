import i18next from 'i18next'
import together from '@/locales/together.en.json'

// Loaded with a record's comments, not with the first screen.
i18next.addResourceBundle('en', 'translation', together, true, true)
