import {
  applyAwarenessUpdate,
  Awareness,
  encodeAwarenessUpdate,
  removeAwarenessStates,
} from 'y-protocols/awareness'
import * as Y from 'yjs'
import type { Ack } from '@/sync'
import { NoteTabs } from './NoteTabs'

/** What a note needs of the socket. */
export interface Line {
  readonly connected: boolean
  request(event: string, payload: unknown): Promise<Ack>
  hint(event: string, payload: unknown): void
  on<T>(event: string, listener: (payload: T) => void): () => void
}

/** `full`: nothing more fits; `refused`: to be read only; `closed`: out of sight. */
export type NoteStatus = 'opening' | 'saved' | 'saving' | 'offline' | 'full' | 'refused' | 'closed'

interface Frame {
  note_id: string
  update: ArrayBuffer | Uint8Array
}

// Well below the server's fifty messages a second, and faster than an eye sees letters appear.
const GATHER_MS = 60
const CARET_MS = 80
const AGAIN_MS = 1_500

/**
 * One note's line to the server: what is typed here goes out, what others type comes in.
 *
 * After every connection both sides tell what the other lacks, by state vectors; so an update that
 * was lost, or typed offline for a week, needs no special care. Updates commute and may repeat.
 */
export class NoteLine {
  readonly awareness: Awareness
  #status: NoteStatus = 'opening'
  #open = false
  #stopped = false
  #outgoing: Uint8Array[] = []
  #sending = 0
  #unsent = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #caret: ReturnType<typeof setTimeout> | undefined
  #again: ReturnType<typeof setTimeout> | undefined
  readonly #stops: (() => void)[]

  constructor(
    private readonly line: Line,
    readonly noteId: string,
    readonly doc: Y.Doc,
    private readonly onStatus: (status: NoteStatus) => void,
    /** Told when there comes to be something here that the server has not, and when it has all. */
    private readonly onUnsent: (unsent: boolean) => void = () => undefined,
  ) {
    this.awareness = new Awareness(doc)
    doc.on('update', this.#typed)
    this.awareness.on('update', this.#moved)
    this.#stops = [
      line.on('ready', () => void this.open()),
      line.on('disconnect', () => this.#lost()),
      line.on<Frame>('note:update', (frame) => this.#heard(frame)),
      line.on<Frame>('note:awareness', (frame) => this.#heardCaret(frame)),
      line.on<{ note_id: string }>('note:closed', ({ note_id }) => {
        if (note_id === this.noteId) this.#close('closed')
      }),
    ]
  }

  /** Open the note, or open it again after the connection was lost. */
  async open(): Promise<void> {
    if (this.#stopped) return
    clearTimeout(this.#again)
    this.#open = false
    const answer = await this.line.request('note:open', {
      note_id: this.noteId,
      state_vector: Y.encodeStateVector(this.doc),
      window: this.#window,
    })
    if (this.#stopped) return
    if (!answer.ok) return this.#refused(answer)
    this.#open = true
    Y.applyUpdate(this.doc, bytes(answer['update']), this)
    // What was typed until now goes out as one difference, also what was being sent when the line broke.
    this.#outgoing = []
    const lacking = Y.encodeStateAsUpdate(this.doc, bytes(answer['state_vector']))
    if (saysMore(this.doc, lacking, bytes(answer['update']))) void this.#send(lacking)
    else this.#show('saved')
    // Twice: one step later is where the server said that we were gone.
    this.#renewCaret()
    this.#renewCaret()
  }

  /** Whether there is something here that the server has not. */
  get unsent(): boolean {
    return this.#unsent
  }

  /** Several windows may share one connection: the server closes a note with the last of them. */
  get #window(): string {
    return String(this.doc.clientID)
  }

  /** Leave the note; what is unsent is on this device and goes out the next time. */
  stop(): void {
    this.#stopped = true
    for (const timer of [this.#timer, this.#caret, this.#again]) clearTimeout(timer)
    this.doc.off('update', this.#typed)
    if (this.#outgoing.length > 0 && this.#open) {
      this.line.hint('note:update', {
        note_id: this.noteId,
        update: Y.mergeUpdates(this.#outgoing),
      })
    }
    this.#stops.forEach((stop) => stop())
    this.awareness.off('update', this.#moved)
    this.awareness.destroy()
    this.#sayCaret() // that it is gone
    this.line.hint('note:close', { note_id: this.noteId, window: this.#window })
  }

  readonly #typed = (update: Uint8Array, origin: unknown): void => {
    // Another tab of this browser sends what was written in it by itself.
    if (origin === this || origin instanceof NoteTabs) return
    this.#keepUnsent(true)
    // What the device remembered is sent, if it is lacking there, when the note opens.
    if (!this.#open) {
      if (this.#status === 'full') this.#tryAgain() // something may have been taken out
      return
    }
    this.#outgoing.push(update)
    this.#show('saving')
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      const gathered = this.#outgoing.splice(0)
      if (gathered.length > 0) void this.#send(Y.mergeUpdates(gathered))
    }, GATHER_MS)
  }

  async #send(update: Uint8Array): Promise<void> {
    if (!this.#open) return
    this.#sending++
    this.#show('saving')
    const answer = await this.line.request('note:update', { note_id: this.noteId, update })
    this.#sending--
    if (this.#stopped) return
    if (!answer.ok) this.#refused(answer)
    else if (this.#sending === 0 && this.#outgoing.length === 0) this.#show('saved')
  }

  #tryAgain(): void {
    clearTimeout(this.#again)
    // A connection that comes back opens it by "ready"; one that stands is asked again.
    this.#again = setTimeout(() => {
      if (this.line.connected) void this.open()
    }, AGAIN_MS)
  }

  #refused({ error }: Ack): void {
    if (error === 'forbidden') return this.#close('refused')
    if (error === 'not_found') return this.#close('closed')
    if (error === 'note_full' || error === 'too_large') return this.#close('full')
    this.#lost()
    this.#tryAgain()
  }

  #lost(): void {
    this.#open = false
    this.#show('offline')
    const others = [...this.awareness.getStates().keys()].filter((id) => id !== this.doc.clientID)
    removeAwarenessStates(this.awareness, others, this)
  }

  #close(status: 'refused' | 'closed' | 'full'): void {
    this.#open = false
    this.#show(status)
  }

  #heard({ note_id, update }: Frame): void {
    if (note_id === this.noteId) Y.applyUpdate(this.doc, bytes(update), this)
  }

  #heardCaret({ note_id, update }: Frame): void {
    if (note_id !== this.noteId) return
    const states = this.awareness.getStates()
    const known = new Set(states.keys())
    applyAwarenessUpdate(this.awareness, bytes(update), this)
    // The server keeps no carets: who has just come learns of ours from us.
    if ([...states.keys()].some((client) => !known.has(client))) this.#renewCaret()
  }

  /** Say one's caret soon, as news: who has heard that it was gone passes over what is no later. */
  #renewCaret(): void {
    this.awareness.setLocalState(this.awareness.getLocalState())
  }

  readonly #moved = (_: unknown, origin: unknown): void => {
    if (origin === this || origin instanceof NoteTabs || this.#caret) return
    this.#caret = setTimeout(() => {
      this.#caret = undefined
      this.#sayCaret()
    }, CARET_MS)
  }

  #sayCaret(): void {
    if (!this.#open || !this.awareness.meta.has(this.doc.clientID)) return
    const update = encodeAwarenessUpdate(this.awareness, [this.doc.clientID])
    this.line.hint('note:awareness', { note_id: this.noteId, update })
  }

  #keepUnsent(unsent: boolean): void {
    if (unsent === this.#unsent) return
    this.#unsent = unsent
    this.onUnsent(unsent)
  }

  #show(status: NoteStatus): void {
    if (status === 'saved') this.#keepUnsent(false)
    if (status === this.#status) return
    this.#status = status
    this.onStatus(status)
  }
}

/**
 * Whether there is anything in what the server lacks. A difference always lists all that was ever
 * deleted: only what the server did not say itself is news, else to look at a note would change it.
 */
function saysMore(doc: Y.Doc, lacking: Uint8Array, theirs: Uint8Array): boolean {
  if (Y.decodeUpdate(lacking).structs.length > 0) return true
  const known = Y.mergeDeleteSets([Y.decodeUpdate(theirs).ds])
  return !Y.equalDeleteSets(Y.createDeleteSetFromStructStore(doc.store), known)
}

function bytes(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value
  return new Uint8Array(value instanceof ArrayBuffer ? value : new ArrayBuffer(0))
}
