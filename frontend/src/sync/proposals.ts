import { v7 } from 'uuid'
import type { Journal } from './journal'
import type { Operation } from './operation'
import type { Step } from './outcome'

/** What a window would like to change of the queue. The leader decides: it may be too late. */
export interface Proposal {
  /** UUIDv7: in the order they were made. */
  id: string
  put: readonly Operation[]
  /** Operations to take out, if they are still in these states. */
  drop: readonly Pick<Operation, 'id' | 'state'>[]
}

/**
 * What a window has proposed: until a leader has answered it is made to the next one, and until the disk
 * has what came of it, it stands in the journal, for the next page.
 */
export class Proposals {
  readonly #unheard = new Map<string, Proposal>()

  constructor(private readonly journal: Journal) {}

  /** A new one, written down at once: the page may end in this very moment. */
  make(put: readonly Operation[], drop: readonly Operation[]): Proposal {
    const proposal = { id: v7(), put, drop: drop.map(({ id, state }) => ({ id, state })) }
    this.journal.write(proposal.id, JSON.stringify(proposal))
    return proposal
  }

  /** What no leader has answered yet. */
  get unheard(): readonly Proposal[] {
    return [...this.#unheard.values()]
  }

  isUnheard({ id }: Proposal): boolean {
    return this.#unheard.has(id)
  }

  /** It is to be made to whoever leads. */
  await(proposal: Proposal): void {
    this.#unheard.set(proposal.id, proposal)
  }

  /** A leader has answered it. */
  heard(id: string): void {
    this.#unheard.delete(id)
  }

  /** What came of it is on the disk. */
  kept(id: string): void {
    this.journal.crossOut(id)
  }

  /** What pages that ended have left, and what those that live are about to propose, oldest first. */
  left(): readonly Proposal[] {
    return this.journal.entries().flatMap(([id, text]) => {
      try {
        return [JSON.parse(text) as Proposal]
      } catch {
        this.journal.crossOut(id)
        return []
      }
    })
  }
}

type Find = (id: string) => Operation | undefined

/** Whether an earlier leader did it already, whose page ended before it could say so. */
export function isDone({ put, drop }: Proposal, find: Find): boolean {
  return put.length > 0 && put.every(({ id }) => find(id)) && !drop.some(({ id }) => find(id))
}

/** Operations as the queue has them, and which of them it has not. */
export function asTheyAre(operations: readonly { id: string }[], find: Find): Step {
  return {
    put: operations.flatMap(({ id }) => find(id) ?? []),
    drop: operations.flatMap(({ id }) => (find(id) ? [] : id)),
  }
}
