import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Operation } from './operation'
import type { Connection } from './stream'

/** How things stand between this browser and the server, for the badge and what opens from it. */
export interface LiveStatus {
  connection: Connection
  /** Writes not yet with the server, of all windows. */
  pending: number
  /** Those writes, oldest first. */
  waiting: readonly Operation[]
  /** Writes refused for good, oldest first. */
  failed: readonly Operation[]
  /** Whether what waits outlives this page. */
  lasts: boolean
  /** While not live: when what is shown was the newest, in ms since 1970. */
  asOf: number | null
  /** Writes that met another's change of the same field, oldest first. */
  conflicts: readonly Operation[]
}

/** The status before anything is known. */
export function liveStatus(): StoreApi<LiveStatus> {
  return createStore<LiveStatus>(() => ({
    connection: 'catching-up',
    pending: 0,
    waiting: [],
    failed: [],
    lasts: true,
    asOf: null,
    conflicts: [],
  }))
}
