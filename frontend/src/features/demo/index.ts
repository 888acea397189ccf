export { DemoBar } from './DemoBar'
export { DemoCorner } from './DemoCorner'
export { Landing } from './Landing'
