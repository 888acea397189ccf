import { useEffect, useRef } from 'react'
import { useInView } from '@/features/comments/inView'
import { useInbox, useMark } from '@/features/notifications'
import { textOf } from '@/sync'
import { useAttended } from '../useAttended'

/** What is told of a comment that somebody has before their eyes is read, as if they had opened it. */
export function ReadBySight() {
  const { rows } = useInbox()
  const mark = useMark()
  const inView = useInView()
  const attended = useAttended()
  const wasRead = useRef(new Set<string>())
  useEffect(() => {
    for (const row of rows) {
      // One that says something more is another one.
      const news = `${row.id} ${textOf(row, 'happened_at')}`
      if (row['read_at']) wasRead.current.add(news)
      // What is marked unread by hand stays so, also beside the open comment.
      else if (attended && inView.has(textOf(row, 'comment_id')) && !wasRead.current.has(news)) {
        wasRead.current.add(news)
        mark(row, true)
      }
    }
  }, [rows, mark, inView, attended])
  return null
}
