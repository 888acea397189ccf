export { CommentThreads } from './CommentThreads'
export type { Pointed } from './pointed'
export { useComments } from './useComments'
