export { entriesOf } from './entries'
export { happeningsOf } from './sentences'
export { Line, Timeline } from './Timeline'
