import type { PresenceState } from './presence'

interface Stay {
  state: PresenceState
  /** When this window last changed it: counted, not timed. */
  turn: number
}

/**
 * Where the windows that share a connection are. The server knows one person at one connection: they
 * are at a topic while any of their windows is, and do there what they do in the window they use.
 */
export class Attendance {
  readonly #topics = new Map<string, Map<string, Stay>>()
  readonly #notes = new Map<string, Map<string, Set<string>>>()
  #turn = 0

  /** A window is at a topic. */
  watch(tab: string, topic: string): void {
    const there = this.#topics.get(topic) ?? new Map<string, Stay>()
    if (!there.has(tab)) there.set(tab, { state: {}, turn: 0 })
    this.#topics.set(topic, there)
  }

  /** A window has left a topic; false if another is still there. */
  unwatch(tab: string, topic: string): boolean {
    const there = this.#topics.get(topic)
    there?.delete(tab)
    if (there && there.size > 0) return false
    this.#topics.delete(topic)
    return true
  }

  /** A window says what it does at a topic. */
  show(tab: string, topic: string, state: PresenceState): void {
    const stay = this.#topics.get(topic)?.get(tab)
    // Said again as a sign of life: that is not doing something.
    if (!stay || JSON.stringify(stay.state) === JSON.stringify(state)) return
    stay.state = state
    stay.turn = ++this.#turn
  }

  /** What the person does at a topic: in a window in use before one that is not, in a field before none. */
  stateAt(topic: string): PresenceState {
    const stays = [...(this.#topics.get(topic)?.values() ?? [])]
    return stays.sort((a, b) => rank(b) - rank(a) || b.turn - a.turn)[0]?.state ?? {}
  }

  /** A window has opened a note, by its own name for that. */
  open(tab: string, note: string, window: string): void {
    const notes = this.#notes.get(tab) ?? new Map<string, Set<string>>()
    this.#notes.set(tab, notes.set(note, (notes.get(note) ?? new Set()).add(window)))
  }

  close(tab: string, note: string, window: string): void {
    this.#notes.get(tab)?.get(note)?.delete(window)
  }

  /** A window is gone: the topics it was at, and the notes it had open. */
  leave(tab: string): { topics: string[]; notes: { note_id: string; window: string }[] } {
    const topics = [...this.#topics].flatMap(([topic, there]) => (there.has(tab) ? [topic] : []))
    const notes = [...(this.#notes.get(tab) ?? [])].flatMap(([note_id, windows]) =>
      [...windows].map((window) => ({ note_id, window })),
    )
    this.#notes.delete(tab)
    return { topics, notes }
  }
}

function rank({ state }: Stay): number {
  if (state['away'] === true || state['idle'] === true) return 0
  return state.field ? 2 : 1
}
