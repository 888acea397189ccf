import { useState } from 'react'
import { keepDraft, readDraft, useMe, type Field, type Row } from '@/sync'
import { nameOf } from './fields'

type Of = Pick<Row, 'id' | 'version'>

const placeOf = (row: Of, field: Field) => `field/${row.id}/${nameOf(field)}`

/**
 * What this person has typed in a record's fields and not entered: it outlives a reload. `at` is whether
 * there is something; `since`, the version to change, which is the one they saw when they began to type.
 */
export function useUnsaved(): {
  at: (row: Of, field: Field) => boolean
  since: (row: Of, field: Field) => number
} {
  const me = useMe()
  const of = (row: Of, field: Field) => readDraft(me, placeOf(row, field))
  return {
    at: (row, field) => of(row, field) !== null,
    since: (row, field) => of(row, field)?.since ?? row.version,
  }
}

interface FieldDraft {
  text: string
  /** It was begun before this editor was opened, and not entered. */
  restored: boolean
  write: (text: string) => void
  /** It was entered, or is not wanted. */
  discard: () => void
}

/** The text of a field while it is edited; `seed` is the letter that opened it, `initial` what is saved. */
export function useFieldDraft(
  row: Of | undefined,
  field: Field,
  initial: string,
  seed: string | undefined,
): FieldDraft {
  const me = useMe()
  const [begun] = useState(() => {
    const kept = row && readDraft(me, placeOf(row, field))
    return { kept, since: kept?.since ?? row?.version }
  })
  const { kept, since } = begun
  const [text, setText] = useState(kept ? kept.text + (seed ?? '') : (seed ?? initial))
  const keep = (draft: Parameters<typeof keepDraft>[2]) =>
    row && keepDraft(me, placeOf(row, field), draft)
  return {
    text,
    restored: !!kept,
    write: (next) => {
      setText(next)
      keep(next === initial ? null : { text: next, since })
    },
    discard: () => keep(null),
  }
}
