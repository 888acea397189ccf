export { ImportScreen } from './ImportScreen'
