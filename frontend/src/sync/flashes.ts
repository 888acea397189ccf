import { createStore } from 'zustand/vanilla'
import { typeOf } from './nouns'
import type { LogEvent } from './types'

/** Somebody else's latest change of a record, for the moment of colour it gets on the screen. */
export interface Flash {
  actor: { id: string; name: string }
  fields: readonly string[]
  verb: string
  at: number
}

const FLASH_MS = 2_000

/** What others have changed in the last moments, by `type/id`. */
export class Flashes {
  readonly store = createStore<{ byRecord: Record<string, Flash> }>(() => ({ byRecord: {} }))

  /** Light a record up for a moment. */
  show({ entity, entity_id, actor, changed, type }: LogEvent): void {
    if (!actor.id) return
    const key = `${typeOf(entity)}/${entity_id}`
    const flash: Flash = {
      actor: { id: actor.id, name: actor.name },
      fields: changed,
      verb: type.slice(type.lastIndexOf('.') + 1),
      at: Date.now(),
    }
    this.store.setState(({ byRecord }) => ({ byRecord: { ...byRecord, [key]: flash } }))
    setTimeout(() => {
      this.store.setState(({ byRecord }) => {
        if (byRecord[key] !== flash) return { byRecord }
        const { [key]: _, ...others } = byRecord
        return { byRecord: others }
      })
    }, FLASH_MS)
  }
}
