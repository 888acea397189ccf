import { useEffect, useState } from 'react'
import { IndexeddbPersistence } from 'y-indexeddb'
import * as Y from 'yjs'
import { useLive, useMe } from '@/sync'
import { NoteLine, type NoteStatus } from './NoteLine'

export interface OpenNote {
  line: NoteLine
  doc: Y.Doc
}

/** A note's document while it is on the screen: kept on this device, and in step with everybody's. */
export function useNote(noteId: string): { note: OpenNote | null; status: NoteStatus } {
  const { stream } = useLive()
  const me = useMe()
  const [note, setNote] = useState<OpenNote | null>(null)
  const [status, setStatus] = useState<NoteStatus>('opening')
  const scope = `${me.tenant.id}-${me.user.id}`
  useEffect(() => {
    const doc = new Y.Doc()
    const line = new NoteLine(stream, noteId, doc, setStatus)
    const kept =
      'indexedDB' in globalThis ? new IndexeddbPersistence(`sp-note-${scope}-${noteId}`, doc) : null
    let left = false
    const start = () => {
      if (left) return
      setNote({ line, doc })
      void line.open()
    }
    // A browser that stores nothing must not keep the note closed.
    if (kept) void kept.whenSynced.then(start, start)
    else start()
    return () => {
      left = true
      setNote(null)
      setStatus('opening')
      line.stop()
      void kept?.destroy()
      doc.destroy()
    }
  }, [stream, noteId, scope])
  return { note, status }
}
