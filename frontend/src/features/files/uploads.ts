import { v4 } from 'uuid'
import { createStore } from 'zustand/vanilla'
import { session, uploadForm, type Row } from '@/sync'

/** A file on its way to a record, or one that did not arrive and why. */
export interface Sending {
  id: string
  /** Where it goes, as `recordOf` names it. */
  record: string
  name: string
  size: number
  /** From 0 to 1. */
  share: number
  error?: string
  /** Stop it, or put its error away. */
  cancel: () => void
}

interface Told {
  arrived: (file: Row) => void
  /** Says why it did not. */
  refused: (error: unknown) => string
}

/** This window's files on their way. They are the session's, not a screen's: one may look elsewhere meanwhile. */
export const uploads = createStore<{ sending: readonly Sending[] }>(() => ({ sending: [] }))

session.subscribe(({ me }) => {
  if (!me) uploads.getState().sending.forEach(({ cancel }) => cancel())
})

// One after another: ten at once would only share the line.
let line: Promise<unknown> = Promise.resolve()

/** The name of a record among those files go to. */
export function recordOf(entity: string, entityId: string): string {
  return `${entity}/${entityId}`
}

/** Send a file to a record when those before it are through; it is shown from now on. */
export function upload(file: File, entity: string, entityId: string, told: Told): void {
  const id = v4()
  const controller = new AbortController()
  const cancel = () => {
    controller.abort()
    patch(id, null)
  }
  const { name, size } = file
  const one = { id, record: recordOf(entity, entityId), name, size, share: 0, cancel }
  uploads.setState(({ sending }) => ({ sending: [...sending, one] }))
  line = line.then(async () => {
    if (controller.signal.aborted) return
    try {
      const row = await uploadForm<Row>('/files/upload', formOf(entity, entityId, file), {
        onProgress: (share) => patch(id, { share }),
        signal: controller.signal,
      })
      told.arrived(row)
      patch(id, null)
    } catch (error) {
      if (!controller.signal.aborted) patch(id, { error: told.refused(error) })
    }
  })
}

/** Say that a file will not be sent, and why. */
export function refuse({ name, size }: File, record: string, error: string): void {
  const id = v4()
  const one = { id, record, name, size, share: 0, error, cancel: () => patch(id, null) }
  uploads.setState(({ sending }) => ({ sending: [...sending, one] }))
}

function patch(id: string, part: Partial<Sending> | null): void {
  uploads.setState(({ sending }) => ({
    sending: part
      ? sending.map((one) => (one.id === id ? { ...one, ...part } : one))
      : sending.filter((one) => one.id !== id),
  }))
}

function formOf(entity: string, entityId: string, file: File): FormData {
  const form = new FormData()
  form.append('entity', entity)
  form.append('entity_id', entityId)
  form.append('file', file, file.name)
  return form
}
