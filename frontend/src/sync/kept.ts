import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from 'idb'
import type { Row } from './types'

/** Whose window a mirror is of, and what it is right for. */
export interface KeptPage {
  /** The window's id: each keeps what it shows for itself, so that all of it stands at one position. */
  id: string
  /** `<slot>:<tenant id>:<user id>` */
  scope: string
  /** What its owner might see then: another role's mirror is not shown. */
  access: string
  /** The log position everything in it has been moved along to. */
  seq: number
  /** When that was last known to be the newest, in ms since 1970. */
  at: number
}

export interface KeptQuery {
  key: readonly unknown[]
  data: unknown
  /** When it was read, in ms since 1970. */
  at: number
  /** Known to be old: it is shown, and read again as soon as that is possible. */
  stale: boolean
}

/** Everything one window had read. */
export interface Mirror {
  page: KeptPage
  rows: { type: string; row: Row }[]
  queries: KeptQuery[]
}

export interface Writing {
  page: KeptPage
  /** By `type/id`; null: no longer there. */
  rows: ReadonlyMap<string, Row | null>
  /** By their hash; null: no longer there. */
  queries: ReadonlyMap<string, KeptQuery | null>
  /** Mirrors to remove in the same breath: of windows that are gone, or our own to write it anew. */
  without: readonly string[]
}

/** Where what was read outlives a reload. */
export interface KeptStore {
  /** The mirrors of a scope. */
  load(scope: string): Promise<Mirror[]>
  /** All of it or nothing. Begun at once where possible, so that a page may do it while it goes. */
  write(writing: Writing): Promise<void>
  /** Remove mirrors by their windows' ids. */
  remove(pages: readonly string[]): Promise<void>
  /** Remove the mirrors whose scope begins so, but for those of `except`. */
  forget(start: string, except?: string): Promise<void>
}

interface Shelves extends DBSchema {
  pages: { key: string; value: KeptPage }
  rows: { key: [string, string]; value: { type: string; row: Row } }
  queries: { key: [string, string]; value: KeptQuery }
}

const EVERYTHING = ['pages', 'rows', 'queries'] as const
// In IndexedDB's order every array comes after every text.
const within = (page: string) => IDBKeyRange.bound([page], [page, []])

/** Mirrors in IndexedDB. */
export function browserKept(name = 'salespulse-kept'): KeptStore {
  let opened: IDBPDatabase<Shelves> | undefined
  let opening: Promise<IDBPDatabase<Shelves>> | undefined
  const database = () =>
    (opening ??= openDB<Shelves>(name, 1, {
      upgrade(fresh) {
        fresh.createObjectStore('pages', { keyPath: 'id' })
        fresh.createObjectStore('rows')
        fresh.createObjectStore('queries')
      },
    }).then((db) => (opened = db)))

  return {
    async load(scope) {
      const shelves = (await database()).transaction(EVERYTHING)
      const pages = await shelves.objectStore('pages').getAll()
      return Promise.all(
        pages
          .filter((page) => page.scope === scope)
          .map(async (page) => ({
            page,
            rows: await shelves.objectStore('rows').getAll(within(page.id)),
            queries: await shelves.objectStore('queries').getAll(within(page.id)),
          })),
      )
    },

    write: (writing) => (opened ? put(opened, writing) : database().then((db) => put(db, writing))),

    async remove(pages) {
      if (pages.length === 0) return
      const shelves = (await database()).transaction(EVERYTHING, 'readwrite')
      await Promise.all([...clear(shelves, pages), shelves.done])
    },

    async forget(start, except) {
      const shelves = (await database()).transaction(EVERYTHING, 'readwrite')
      const pages = await shelves.objectStore('pages').getAll()
      const theirs = pages.filter(
        ({ scope }) => scope.startsWith(start) && !(except && scope.endsWith(except)),
      )
      const gone = theirs.map(({ id }) => id)
      await Promise.all([...clear(shelves, gone), shelves.done])
    },
  }
}

let ours: KeptStore | undefined

/** This browser's mirrors; null where it stores nothing. */
export function deviceKept(): KeptStore | null {
  return 'indexedDB' in globalThis ? (ours ??= browserKept()) : null
}

/** Hold a mirror while this window lives; returns how to let go of it. */
export function holdMirror(id: string): () => void {
  let release: () => void = () => undefined
  if ('locks' in navigator)
    void navigator.locks.request(lockOf(id), () => new Promise<void>((done) => (release = done)))
  return () => release()
}

/** Whether the window a mirror is of still writes it. */
export async function isHeld(id: string): Promise<boolean> {
  if (!('locks' in navigator)) return false
  const { held } = await navigator.locks.query()
  return held?.some((lock) => lock.name === lockOf(id)) ?? false
}

const lockOf = (id: string) => `sp-kept-${id}`

function put(db: IDBPDatabase<Shelves>, { page, rows, queries, without }: Writing): Promise<void> {
  const shelves = db.transaction(EVERYTHING, 'readwrite')
  const asked: Promise<unknown>[] = clear(shelves, without)
  for (const [name, row] of rows) {
    const type = name.slice(0, name.lastIndexOf('/'))
    const shelf = shelves.objectStore('rows')
    asked.push(row ? shelf.put({ type, row }, [page.id, name]) : shelf.delete([page.id, name]))
  }
  for (const [hash, query] of queries) {
    const shelf = shelves.objectStore('queries')
    asked.push(query ? shelf.put(query, [page.id, hash]) : shelf.delete([page.id, hash]))
  }
  asked.push(shelves.objectStore('pages').put(page))
  shelves.commit() // not when the event loop comes round to it: the page may be gone by then
  return Promise.all([...asked, shelves.done]).then(() => undefined)
}

type Writable = IDBPTransaction<Shelves, typeof EVERYTHING, 'readwrite'>

function clear(shelves: Writable, pages: readonly string[]): Promise<void>[] {
  return pages.flatMap((page) => [
    shelves.objectStore('pages').delete(page),
    shelves.objectStore('rows').delete(within(page)),
    shelves.objectStore('queries').delete(within(page)),
  ])
}
