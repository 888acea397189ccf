export { DealPanel } from './DealPanel'
