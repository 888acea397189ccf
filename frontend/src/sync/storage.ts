import { openDB, type IDBPDatabase } from 'idb'
import type { Operation } from './operation'

/** Where unsent writes outlive a reload. */
export interface OperationStore {
  /** Every stored operation of a scope, oldest first. */
  load(scope: string): Promise<Operation[]>
  put(operation: Operation): Promise<void>
  remove(id: string): Promise<void>
}

/** Operations in IndexedDB; writes happen one after another, so a `remove` never overtakes its `put`. */
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
    load: (scope) =>
      inTurn(async (db) => (await db.getAllFromIndex('operations', 'scope', scope)) as Operation[]),
    put: (operation) => inTurn(async (db) => void (await db.put('operations', operation))),
    remove: (id) => inTurn((db) => db.delete('operations', id)),
  }
}

/** Keeps nothing: private windows without IndexedDB, and tests. */
export function memoryStore(): OperationStore {
  const kept = new Map<string, Operation>()
  return {
    load: (scope) => Promise.resolve([...kept.values()].filter((one) => one.scope === scope)),
    put: (operation) => Promise.resolve(void kept.set(operation.id, structuredClone(operation))),
    remove: (id) => Promise.resolve(void kept.delete(id)),
  }
}
