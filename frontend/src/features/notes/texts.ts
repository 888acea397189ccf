import i18next from 'i18next'
import notes from '@/locales/notes.en.json'

// Loaded with the editor, not with the first screen.
i18next.addResourceBundle('en', 'translation', notes, true, true)
