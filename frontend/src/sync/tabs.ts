import { v4 } from 'uuid'

/** This window, for as long as its page lives. */
export const tabId = v4()

/** Hold this window's lock while it lives, so that others can tell whether it does. */
export function announceTab(): void {
  if (!('locks' in navigator)) return
  void navigator.locks.request(`sp-tab-${tabId}`, () => new Promise(() => undefined))
}

/** Resolves when a window that lived has gone. */
export async function tabGone(id: string): Promise<void> {
  if ('locks' in navigator) await navigator.locks.request(`sp-tab-${id}`, () => undefined)
}

/** Whether another window that queued writes is still there to send them. */
export async function tabAlive(id: string): Promise<boolean> {
  if (id === tabId) return true
  if (!('locks' in navigator)) return false // idempotency keys make sending twice harmless
  const { held } = await navigator.locks.query()
  return held?.some((lock) => lock.name === `sp-tab-${id}`) ?? false
}
