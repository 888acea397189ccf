import { useState } from 'react'
import { keepDraft, readDraft, useMe } from '@/sync'

/** Where a comment on a record, or an answer to another one, is kept until it is sent. */
export function placeOfNew(entity: string, id: string, parentId: string | null): string {
  return `comment/${entity}/${id}/${parentId ?? ''}`
}

/** Where the change of a comment is kept until it is saved. */
export function placeOfEdit(commentId: string): string {
  return `comment-edit/${commentId}`
}

interface DraftText {
  text: string
  /** It was begun before this was on the screen. */
  kept: boolean
  write: (text: string) => void
  /** It was sent, or is not wanted. */
  discard: () => void
  /** Something was typed since this is on the screen. */
  touched: boolean
}

/** A text that is there again after a look elsewhere or a reload, until it is sent. */
export function useDraft(place: string, initial: string, since?: number): DraftText {
  const me = useMe()
  const [kept] = useState(() => readDraft(me, place)?.text)
  const [text, setText] = useState(kept ?? initial)
  const [touched, setTouched] = useState(false)
  return {
    text,
    kept: kept !== undefined,
    touched: touched && text !== initial,
    write: (next) => {
      setText(next)
      setTouched(true)
      keepDraft(me, place, next === initial ? null : { text: next, since })
    },
    discard: () => {
      setText('')
      setTouched(false)
      keepDraft(me, place, null)
    },
  }
}
