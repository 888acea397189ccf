import { useEffect, useState } from 'react'
import { IndexeddbPersistence } from 'y-indexeddb'
import * as Y from 'yjs'
import { keptNote, markUnsent, useLive, useMe } from '@/sync'
import { NoteLine, type NoteStatus } from './NoteLine'
import { NoteTabs } from './NoteTabs'

export interface OpenNote {
  line: NoteLine
  doc: Y.Doc
}

interface NoteOnScreen {
  note: OpenNote | null
  status: NoteStatus
  /** Whether this device has ever had all of it: without, an empty page means nothing. */
  known: boolean
}

const KNOWN = 'known'

/** A note's document while it is on the screen: kept on this device, and in step with everybody's. */
export function useNote(noteId: string): NoteOnScreen {
  const { stream } = useLive()
  const me = useMe()
  const [note, setNote] = useState<OpenNote | null>(null)
  const [status, setStatus] = useState<NoteStatus>('opening')
  const [known, setKnown] = useState(false)
  const name = keptNote(me, noteId)
  useEffect(() => {
    const doc = new Y.Doc()
    const kept = 'indexedDB' in globalThis ? new IndexeddbPersistence(name, doc) : null
    const onStatus = (now: NoteStatus) => {
      setStatus(now)
      if (now === 'saved') {
        setKnown(true)
        void kept?.set(KNOWN, 1).catch(() => undefined)
      }
      // What may not be read any more does not stay here either, unless it is theirs alone.
      if (now === 'closed' && !line.unsent) void kept?.clearData()
    }
    const line = new NoteLine(stream, noteId, doc, onStatus, (unsent) => markUnsent(name, unsent))
    const tabs = new NoteTabs(name, doc, line.awareness, line)
    let left = false
    const start = async () => {
      const seen: unknown = await kept?.get(KNOWN).catch(() => undefined)
      if (left) return
      setKnown(Boolean(seen))
      setNote({ line, doc })
      void line.open()
    }
    // A browser that stores nothing must not keep the note closed.
    if (kept) void kept.whenSynced.then(start, start)
    else void start()
    return () => {
      left = true
      setNote(null)
      setStatus('opening')
      setKnown(false)
      line.stop()
      tabs.stop()
      void kept?.destroy()
      doc.destroy()
    }
  }, [stream, noteId, name])
  return { note, status, known }
}
