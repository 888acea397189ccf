import i18next from 'i18next'
import undo from '@/locales/undo.en.json'

// Loaded with what undoes, not with the first screen.
i18next.addResourceBundle('en', 'translation', undo, true, true)
