import { openDB, type IDBPDatabase } from 'idb'
import type { Operation } from './operation'

/** Where unsent writes outlive a reload. */
export interface OperationStore {
  /** Whether it outlives this page at all. */
  readonly lasts: boolean
  /** Every stored operation of a scope, in no order. */
  load(scope: string): Promise<Operation[]>
  /** All of it or nothing. Raises where the browser keeps nothing, or nothing more. */
  write(change: { put: readonly Operation[]; drop: readonly string[] }): Promise<void>
}

/** Operations in IndexedDB; what is written happens one after another. */
export function browserStore(name = 'salespulse-outbox'): OperationStore {
  let opening: Promise<IDBPDatabase> | undefined
  let last: Promise<unknown> = Promise.resolve()
  const database = () =>
    (opening ??= openDB(name, 1, {
      upgrade(fresh) {
        fresh.createObjectStore('operations', { keyPath: 'id' }).createIndex('scope', 'scope')
      },
    }))
  const inTurn = <T>(work: (db: IDBPDatabase) => Promise<T>): Promise<T> => {
    const result = last.then(async () => work(await database()))
    last = result.catch(() => undefined)
    return result
  }
  return {
    lasts: true,
    load: (scope) =>
      inTurn(async (db) => (await db.getAllFromIndex('operations', 'scope', scope)) as Operation[]),
    write: ({ put, drop }) =>
      inTurn(async (db) => {
        const writing = db.transaction('operations', 'readwrite')
        const { store, done } = writing
        try {
          for (const id of drop) await store.delete(id)
          for (const one of put) await store.put(one)
        } catch (error) {
          writing.abort()
          await done.catch(() => undefined)
          throw error
        }
        await done
      }),
  }
}

/** Keeps nothing beyond the page: browsers without IndexedDB, and tests. */
export function memoryStore(): OperationStore {
  const kept = new Map<string, Operation>()
  return {
    lasts: false,
    load: (scope) => Promise.resolve([...kept.values()].filter((one) => one.scope === scope)),
    write: ({ put, drop }) => {
      drop.forEach((id) => kept.delete(id))
      put.forEach((one) => kept.set(one.id, structuredClone(one)))
      return Promise.resolve()
    },
  }
}
