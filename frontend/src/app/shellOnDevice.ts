/** The script this page began with: another build begins with another. */
export const build = document.querySelector('script[type=module][src]')?.getAttribute('src') ?? null

/**
 * Keeps the app itself on this device, so that it opens without a network: the service worker of
 * public/sw.js does. Its lock says that a window runs this build: its pieces are kept until none does.
 */
export function holdBuild(): void {
  if (!('locks' in navigator) || !build) return
  void navigator.locks.request(
    `sp-shell-${build}`,
    { mode: 'shared' },
    () => new Promise(() => undefined),
  )
}

/** Once the first screen is there: the pieces are many, and nobody waits for them. */
export async function keepShell(): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return
  await navigator.serviceWorker
    .register('/sw.js', { updateViaCache: 'none' })
    .catch(() => undefined)
}

/** A newer build is there: have its pieces fetched. */
export async function refreshShell(): Promise<void> {
  const worker = 'serviceWorker' in navigator ? navigator.serviceWorker : undefined
  await (await worker?.getRegistration('/'))?.update().catch(() => undefined)
}
