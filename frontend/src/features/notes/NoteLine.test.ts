import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  applyAwarenessUpdate,
  Awareness,
  encodeAwarenessUpdate,
  removeAwarenessStates,
} from 'y-protocols/awareness'
import * as Y from 'yjs'
import type { Ack } from '@/sync'
import { NoteTabs } from './NoteTabs'
import { NoteLine, type Line, type NoteStatus } from './NoteLine'

const NOTE = 'n1'

/** A server of one note, as far as a line can tell. */
class Server {
  readonly doc = new Y.Doc()
  readonly lines = new Set<FakeLine>()
  stored = 0
  room = Infinity

  answer(
    from: FakeLine,
    event: string,
    payload: { update?: Uint8Array; state_vector?: Uint8Array },
  ): Ack {
    if (event === 'note:open') {
      return {
        ok: true,
        update: Y.encodeStateAsUpdate(this.doc, payload.state_vector),
        state_vector: Y.encodeStateVector(this.doc),
      }
    }
    if (event === 'note:update' && payload.update) {
      if (payload.update.length > this.room) return { ok: false, error: 'note_full' }
      this.stored++
      Y.applyUpdate(this.doc, payload.update)
      this.pass(from, event, payload.update)
    }
    if (event === 'note:awareness' && payload.update) this.pass(from, event, payload.update)
    return { ok: true }
  }

  pass(from: FakeLine, event: string, update: Uint8Array): void {
    for (const line of this.lines) if (line !== from) line.emit(event, { note_id: NOTE, update })
  }
}

class FakeLine implements Line {
  connected = true
  readonly #listeners = new Map<string, Set<(payload: never) => void>>()

  constructor(private readonly server: Server) {
    server.lines.add(this)
  }

  async request(event: string, payload: unknown): Promise<Ack> {
    await Promise.resolve()
    if (!this.connected) return { ok: false, error: 'offline' }
    return this.server.answer(this, event, payload as object)
  }

  hint(event: string, payload: unknown): void {
    if (this.connected) this.server.answer(this, event, payload as object)
  }

  on<T>(event: string, listener: (payload: T) => void): () => void {
    const set = this.#listeners.get(event) ?? new Set()
    this.#listeners.set(event, set.add(listener))
    return () => set.delete(listener)
  }

  emit(event: string, payload: unknown): void {
    if (!this.connected && event !== 'disconnect') return
    this.#listeners.get(event)?.forEach((listener) => listener(payload as never))
  }

  cut(): void {
    this.connected = false
    this.emit('disconnect', 'transport close')
  }

  back(): void {
    this.connected = true
    this.emit('ready', {})
  }
}

function writer(server: Server) {
  const line = new FakeLine(server)
  const doc = new Y.Doc()
  const statuses: NoteStatus[] = []
  const note = new NoteLine(line, NOTE, doc, (status) => statuses.push(status))
  const text = doc.getText('t')
  const seen = () => [...note.awareness.getStates().values()].map((state) => state['at'] as string)
  return { line, note, text, read: () => text.toJSON(), statuses, seen, id: doc.clientID }
}

describe('NoteLine', () => {
  let server: Server
  beforeEach(() => {
    vi.useFakeTimers()
    server = new Server()
  })
  afterEach(() => vi.useRealTimers())
  const settle = () => vi.advanceTimersByTimeAsync(500)

  it('brings two writers to the same text, gathering letters into few messages', async () => {
    const [ana, ben] = [writer(server), writer(server)]
    await Promise.all([ana.note.open(), ben.note.open()])
    for (const letter of 'hello') ana.text.insert(ana.text.length, letter)
    await settle()
    expect(ben.read()).toBe('hello')
    expect(server.stored).toBe(1)
    expect(ana.statuses.at(-1)).toBe('saved')
  })

  it('merges what was typed while the line was cut, in both directions', async () => {
    const [ana, ben] = [writer(server), writer(server)]
    await Promise.all([ana.note.open(), ben.note.open()])
    ana.text.insert(0, 'start ')
    await settle()
    ana.line.cut()
    ana.text.insert(ana.text.length, 'from Ana')
    ben.text.insert(0, 'Ben: ')
    await settle()
    expect(ana.statuses.at(-1)).toBe('offline')
    ana.line.back()
    await settle()
    expect(ana.read()).toBe('Ben: start from Ana')
    expect(ben.read()).toBe(ana.read())
    expect(ana.statuses.at(-1)).toBe('saved')
  })

  it('sends again what was on its way when the line broke', async () => {
    const ana = writer(server)
    await ana.note.open()
    ana.text.insert(0, 'lost?')
    ana.line.cut() // before the letters were gathered
    await settle()
    expect(server.doc.getText('t').toJSON()).toBe('')
    ana.line.back()
    await settle()
    expect(server.doc.getText('t').toJSON()).toBe('lost?')
  })

  it('does not send back what it was told', async () => {
    const [ana, ben] = [writer(server), writer(server)]
    await Promise.all([ana.note.open(), ben.note.open()])
    ana.text.insert(0, 'x')
    await settle()
    await settle()
    expect(ben.read()).toBe('x')
    expect(server.stored).toBe(1)
  })

  it('changes nothing by being opened, also where something was deleted', async () => {
    const ana = writer(server)
    await ana.note.open()
    ana.text.insert(0, 'one two three')
    await settle()
    ana.text.delete(4, 4)
    ana.text.insert(0, 'x')
    ana.text.delete(0, 1)
    await settle()
    const stored = server.stored
    const ben = writer(server)
    await ben.note.open()
    ana.line.cut()
    ana.line.back()
    await settle()
    expect(server.stored).toBe(stored)
    ana.line.cut()
    ana.text.delete(0, 4) // nothing but a deletion, while away
    ana.line.back()
    await settle()
    expect(ben.read()).toBe('three')
  })

  it('says when nothing more fits, and goes on when something was taken out', async () => {
    const ana = writer(server)
    await ana.note.open()
    server.room = 200
    ana.text.insert(0, 'x'.repeat(500))
    await settle()
    expect(ana.statuses.at(-1)).toBe('full')
    expect(ana.note.unsent).toBe(true)
    ana.text.delete(0, 450)
    await vi.advanceTimersByTimeAsync(3_000)
    expect(ana.statuses.at(-1)).toBe('saved')
    expect(server.doc.getText('t').toJSON()).toBe('x'.repeat(50))
  })

  it('shows who comes, and who comes back, those who were there and do not move', async () => {
    const [ana, ben] = [writer(server), writer(server)]
    ana.note.awareness.setLocalState({ at: 'Ana, word 3' })
    ben.note.awareness.setLocalState({ at: 'Ben, word 9' })
    const both = ['Ana, word 3', 'Ben, word 9']
    await ana.note.open()
    await settle()
    await ben.note.open()
    await settle()
    expect(ben.seen().sort()).toEqual(both)
    expect(ana.seen().sort()).toEqual(both)
    ben.line.cut()
    // What the server says for whoever leaves without a word.
    const gone = new Awareness(new Y.Doc())
    applyAwarenessUpdate(gone, encodeAwarenessUpdate(ben.note.awareness, [ben.id]), null)
    removeAwarenessStates(gone, [ben.id], null)
    gone.meta.get(ben.id)!.clock++
    server.pass(ben.line, 'note:awareness', encodeAwarenessUpdate(gone, [ben.id]))
    expect(ana.seen()).toEqual(['Ana, word 3'])
    ben.line.back()
    await settle()
    expect(ana.seen().sort()).toEqual(both)
    expect(ben.seen().sort()).toEqual(both)
  })

  it('lets the tabs of one browser hear each other while the line is cut', async () => {
    vi.useRealTimers() // a channel has its own clock
    const [one, two] = [writer(server), writer(server)]
    const tabs = [one, two].map(({ note }) => new NoteTabs('n1', note.doc, note.awareness, note))
    const soon = (done: () => void) => vi.waitFor(done, { timeout: 2_000 })
    one.line.cut()
    two.line.cut()
    one.text.insert(0, 'offline')
    await soon(() => expect(two.read()).toBe('offline'))
    one.line.back()
    await soon(() => expect(server.doc.getText('t').toJSON()).toBe('offline'))
    two.line.back()
    await soon(() => expect(two.statuses.at(-1)).toBe('saved'))
    expect(server.stored).toBe(1) // the other tab has nothing to add
    const three = writer(server)
    tabs.push(new NoteTabs('n1', three.note.doc, three.note.awareness, three.note))
    await soon(() => expect(three.read()).toBe('offline')) // from the tabs, without the server
    three.note.stop()
    one.note.awareness.setLocalStateField('user', { id: 'ana' })
    await soon(() => expect(two.note.awareness.getStates().size).toBe(2))
    one.note.stop()
    await soon(() => expect(two.note.awareness.getStates().size).toBe(1))
    tabs.forEach((tab) => tab.stop())
  })
})
