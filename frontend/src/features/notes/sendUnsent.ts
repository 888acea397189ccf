import * as Y from 'yjs'
import { keptNote, markUnsent, type Owner } from '@/sync'
import { DeviceNote } from './DeviceNote'
import { NoteLine, type Line } from './NoteLine'

const PATIENCE_MS = 20_000

/** Send what was written offline in notes that nobody has opened again since. */
export async function sendUnsent(
  line: Line,
  owner: Owner,
  noteIds: readonly string[],
): Promise<void> {
  for (const noteId of noteIds) await sendOne(line, keptNote(owner, noteId), noteId)
}

async function sendOne(line: Line, name: string, noteId: string): Promise<void> {
  const doc = new Y.Doc()
  const kept = new DeviceNote(name, doc)
  await kept.ready
  let note: NoteLine | undefined
  await new Promise<void>((done) => {
    setTimeout(done, PATIENCE_MS)
    note = new NoteLine(line, noteId, doc, (status) => {
      if (status === 'opening' || status === 'saving' || status === 'offline') return
      // Refused for good: it stays on this device, and is not tried with every start.
      markUnsent(name, false)
      done()
    })
    void note.open()
  })
  note?.stop()
  kept.stop()
  doc.destroy()
}
