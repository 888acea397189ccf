import type { Row } from '@/sync'

export interface Thread {
  comment: Row
  replies: Row[]
}

/** Comments in order, each with its answers; an answer to an answer stays in its thread. */
export function threadsOf(comments: readonly Row[]): Thread[] {
  const byId = new Map(comments.map((comment) => [comment.id, comment]))
  const rootOf = (comment: Row): Row => {
    let root = comment
    // A cycle can't be made by the API; the bound keeps a bad row from hanging the screen.
    for (let depth = 0; depth < 50; depth++) {
      const parent = byId.get((root['parent_id'] as string | null) ?? '')
      if (!parent) return root
      root = parent
    }
    return root
  }
  const threads = new Map<string, Thread>()
  for (const comment of comments) {
    const root = rootOf(comment)
    const thread = threads.get(root.id) ?? { comment: root, replies: [] }
    if (root !== comment) thread.replies.push(comment)
    threads.set(root.id, thread)
  }
  return [...threads.values()]
}
