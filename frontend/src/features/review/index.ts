export type { EventLine } from './ChangeList'
export { RoomBar } from './RoomBar'
export { useRoom } from './room'
export { useReview } from './useReview'
