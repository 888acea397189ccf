/** What windows need of the browser to find each other; null where there is none. */
export interface Browser {
  locks: Pick<LockManager, 'request'> | null
  channel: ((name: string) => BroadcastChannel) | null
}

/** What this browser has of it. */
export function ofThisBrowser(): Browser {
  // Locks are there on secure addresses only.
  const locks = typeof navigator === 'undefined' ? undefined : navigator.locks
  return {
    locks: locks ?? null,
    channel: 'BroadcastChannel' in globalThis ? (name) => new BroadcastChannel(name) : null,
  }
}
