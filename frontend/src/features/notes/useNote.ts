import { useEffect, useState } from 'react'
import * as Y from 'yjs'
import { keptNote, markUnsent, useLive, useMe } from '@/sync'
import { DeviceNote } from './DeviceNote'
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
    const kept = 'indexedDB' in globalThis ? new DeviceNote(name, doc) : null
    const onStatus = (now: NoteStatus) => {
      setStatus(now)
      if (now === 'saved') {
        setKnown(true)
        void kept?.setKnown()
      }
      // What may not be read any more does not stay here either, unless it is theirs alone.
      if (now === 'closed' && !line.unsent) void kept?.forget()
    }
    const line = new NoteLine(stream, noteId, doc, onStatus, (unsent) => markUnsent(name, unsent))
    const tabs = new NoteTabs(name, doc, line.awareness, line)
    let left = false
    const start = async () => {
      const seen = await kept?.isKnown()
      if (left) return
      setKnown(seen ?? false)
      setNote({ line, doc })
      void line.open()
    }
    // A browser that stores nothing must not keep the note closed.
    if (kept) void kept.ready.then(start, start)
    else void start()
    return () => {
      left = true
      setNote(null)
      setStatus('opening')
      setKnown(false)
      line.stop()
      tabs.stop()
      kept?.stop()
      doc.destroy()
    }
  }, [stream, noteId, name])
  return { note, status, known }
}
