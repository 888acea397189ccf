import type { Operation } from './operation'
import { overlayOf } from './operation'
import type { Step } from './outcome'
import type { Overlay, Records } from './records'

/** The writes this window knows of, its own and other windows', and what they lay over the records. */
export class Queue {
  #operations: readonly Operation[] = []

  constructor(
    private readonly records: Records,
    /** The log position this window has reached. */
    private readonly position: () => number,
    private readonly onChange: () => void,
  ) {}

  /** In the order they were made. */
  get operations(): readonly Operation[] {
    return this.#operations
  }

  find(id: string): Operation | undefined {
    return this.#operations.find((one) => one.id === id)
  }

  /** Take a change, made here or told. */
  apply({ put = [], drop = [], took, gone }: Step): void {
    this.records.batch(() => {
      if (took) this.records.take(took.type, [took.row], null)
      if (gone) this.records.vanish(gone.type, gone.id, this.position())
      const out = new Set([...drop, ...put.map(({ id }) => id)])
      this.replace([...this.#operations.filter(({ id }) => !out.has(id)), ...put])
    })
  }

  /** Take another list. */
  replace(operations: readonly Operation[]): void {
    this.#operations = [...operations].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
    const overlays = new Map<string, Map<string, Overlay[]>>()
    for (const operation of this.#operations) {
      if (operation.state === 'failed') continue // rolled back
      const { type, recordId } = operation
      let ofType = overlays.get(type)
      if (!ofType) overlays.set(type, (ofType = new Map<string, Overlay[]>()))
      ofType.set(recordId, [...(ofType.get(recordId) ?? []), overlayOf(operation)])
    }
    this.records.overlay(overlays)
    this.onChange()
  }

  /** Let go of confirmed writes that the lists and boards contain by now. */
  settle(isSettled: (confirmed: Operation) => boolean): void {
    const left = this.#operations.filter((one) => one.state !== 'confirmed' || !isSettled(one))
    if (left.length !== this.#operations.length) this.replace(left)
  }
}
