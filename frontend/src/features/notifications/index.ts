export { NotificationBell } from './NotificationBell'
export { useInbox, useMark, useUnread } from './useInbox'
