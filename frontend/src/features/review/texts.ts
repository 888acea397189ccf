import i18next from 'i18next'
import review from '@/locales/review.en.json'

// Loaded with the review and with following, not with the first screen.
i18next.addResourceBundle('en', 'translation', review, true, true)
