export { CommentThreads } from './CommentThreads'
export { useComments } from './useComments'
