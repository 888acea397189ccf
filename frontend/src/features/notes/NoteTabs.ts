import { applyAwarenessUpdate, encodeAwarenessUpdate, type Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'

interface Told {
  update?: Uint8Array
  awareness?: Uint8Array
  /** Of a tab that has just opened the note: what it has of it. */
  vector?: Uint8Array
}

/**
 * The same note in this browser's other tabs: they hear each other at once, offline too, and although
 * the server takes them for one. What is on its way to the server while a tab opens the note is told to
 * it by the tab where it was written: the server would not.
 */
export class NoteTabs {
  readonly #channel: BroadcastChannel

  constructor(
    name: string,
    private readonly doc: Y.Doc,
    private readonly awareness: Awareness,
    /** Where updates come from that the others have by themselves. */
    private readonly server: unknown,
  ) {
    this.#channel = new BroadcastChannel(name)
    this.#channel.onmessage = ({ data }: MessageEvent<Told>) => this.#hear(data)
    doc.on('update', this.#wrote)
    awareness.on('update', this.#moved)
    this.#channel.postMessage({ vector: Y.encodeStateVector(doc) })
  }

  /** Leave; call it last, so that the others hear that the caret is gone. */
  stop(): void {
    this.doc.off('update', this.#wrote)
    this.awareness.off('update', this.#moved)
    this.#channel.close()
  }

  #hear({ update, awareness, vector }: Told): void {
    if (vector) this.#bringUp(vector)
    if (update) Y.applyUpdate(this.doc, update, this)
    if (awareness) applyAwarenessUpdate(this.awareness, awareness, this)
  }

  #bringUp(vector: Uint8Array): void {
    const { doc, awareness } = this
    this.#channel.postMessage({
      update: Y.encodeStateAsUpdate(doc, vector),
      awareness: encodeAwarenessUpdate(awareness, [...awareness.getStates().keys()]),
    })
  }

  readonly #wrote = (update: Uint8Array, origin: unknown): void => {
    if (origin !== this && origin !== this.server) this.#channel.postMessage({ update })
  }

  readonly #moved = (_: unknown, origin: unknown): void => {
    if (origin === this || origin === this.server) return
    const awareness = encodeAwarenessUpdate(this.awareness, [this.doc.clientID])
    this.#channel.postMessage({ awareness })
  }
}
