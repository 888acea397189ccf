export { Note } from './Note'
export { useUnsentNotes } from './useUnsentNotes'
