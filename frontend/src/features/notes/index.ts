export { Note } from './Note'
