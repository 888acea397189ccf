import { v4 } from 'uuid'
import { IndexeddbPersistence } from 'y-indexeddb'
import * as Y from 'yjs'
import { noteJournal } from '@/sync'
import { NoteLine } from './NoteLine'
import { NoteTabs } from './NoteTabs'

const KNOWN = 'known'
const SHELF = 'updates' // where y-indexeddb writes

/**
 * A note's text on this device: in IndexedDB, and what is typed until that has it, in the journal.
 *
 * So a page may end with the last letter. What it left is applied by whoever opens the note next, as if
 * typed there: it reaches the disk, the other tabs and the server, and changes nothing where they had it.
 */
export class DeviceNote {
  /** When all that is kept of it is in the document. */
  readonly ready: Promise<void>
  readonly #kept: IndexeddbPersistence
  readonly #journal
  readonly #page = v4()
  /** What was typed here and IndexedDB has not yet, oldest first. */
  #typed: Uint8Array[] = []

  constructor(
    name: string,
    private readonly doc: Y.Doc,
  ) {
    this.#kept = new IndexeddbPersistence(name, doc)
    this.#journal = noteJournal(name)
    // After the persistence: its write is begun when we ask whether it has ended.
    doc.on('update', this.#write)
    this.ready = this.#kept.whenSynced.then(() => this.#takeUp())
  }

  /** Whether this device has ever had all of it; false where it can't say. */
  async isKnown(): Promise<boolean> {
    return Boolean(await this.#kept.get(KNOWN).catch(() => false))
  }

  /** This device has all of it now. */
  async setKnown(): Promise<void> {
    await this.#kept.set(KNOWN, 1).catch(() => undefined)
  }

  /** Remove it from this device. */
  async forget(): Promise<void> {
    this.doc.off('update', this.#write)
    for (const [page] of this.#journal.entries()) this.#journal.crossOut(page)
    await this.#kept.clearData()
  }

  /** Keep no more of it; what was typed is written to its end. */
  stop(): void {
    this.doc.off('update', this.#write)
    void this.#kept.destroy()
  }

  #takeUp(): void {
    for (const [page, text] of this.#journal.entries()) {
      try {
        Y.applyUpdate(this.doc, bytesOf(text))
      } catch {
        // Not written by us: nothing can be made of it.
      }
      // A living tab's next words may stand on some that are just on their way from it.
      if (!this.doc.store.pendingStructs && !this.doc.store.pendingDs) this.#journal.crossOut(page)
    }
  }

  readonly #write = (update: Uint8Array, origin: unknown): void => {
    if (origin === this.#kept || origin instanceof NoteLine || origin instanceof NoteTabs) return
    this.#typed.push(update)
    this.#note()
    // It waits for the write before it, by the same shelf.
    const asked = this.#kept.db?.transaction(SHELF).objectStore(SHELF).count(0)
    asked?.addEventListener('success', () => {
      this.#typed = this.#typed.filter((one) => one !== update)
      this.#note()
    })
  }

  #note(): void {
    if (this.#typed.length === 0) this.#journal.crossOut(this.#page)
    else this.#journal.write(this.#page, textOf(Y.mergeUpdates(this.#typed)))
  }
}

/** A letter for each byte: what was typed is as short, and as easy to find on the device, as anywhere. */
function textOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0))
}
