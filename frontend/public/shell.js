// The app without a network, for the service worker: its pieces are kept, and its one page.
//
// A page that loads comes from the network where there is one, so that nobody stays with an old build;
// its pieces carry a hash in their name, so whichever build's cache has one has the right one. A build's
// pieces stay for as long as a window runs it: each holds a lock by the name of its build.
'use strict'

const { build, pieces } = self.SHELL
const CACHE = 'sp-shell-'
const PAGE = '/index.html'
// A network that gives no first byte by then is none.
const PATIENCE_MS = 4_000

self.addEventListener('install', (event) => {
  // At once: windows of the build before it find their pieces in its cache.
  self.skipWaiting()
  if (pieces.length > 0) event.waitUntil(fill())
})
self.addEventListener('activate', (event) =>
  event.waitUntil(Promise.all([self.clients.claim(), sweep()])),
)
self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin || pieces.length === 0) return
  if (request.mode === 'navigate') {
    if (isScreen(pathname)) event.respondWith(page(request))
  } else if (pathname.startsWith('/assets/')) event.respondWith(piece(request))
  else if (pieces.includes(pathname)) event.respondWith(newest(request))
})

async function fill() {
  const cache = await caches.open(CACHE + build)
  await Promise.all(
    [PAGE, ...pieces].map(async (path) => {
      const hashed = path.startsWith('/assets/')
      const known = hashed && (await caches.match(path))
      const answer = known || (await fetch(path, { cache: hashed ? 'default' : 'reload' }))
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
      await cache.put(path, answer)
    }),
  )
}

/** Remove the pieces of builds that no window runs any more. */
async function sweep() {
  const { held } = await self.navigator.locks.query()
  const running = new Set(held.map(({ name }) => name))
  for (const name of await caches.keys())
    if (name.startsWith(CACHE) && name !== CACHE + build && !running.has(name))
      await caches.delete(name)
}

async function page(request) {
  const late = new Promise((_, reject) => setTimeout(reject, PATIENCE_MS))
  const asked = fetch(request)
  const answer = await Promise.race([asked, late]).catch(() => null)
  // A proxy without a server behind it answers too.
  if (answer && answer.status < 500) return answer
  return (await (await caches.open(CACHE + build)).match(PAGE)) || answer || asked
}

async function piece(request) {
  return (await caches.match(request.url)) || fetch(request)
}

async function newest(request) {
  try {
    return await fetch(request)
  } catch (error) {
    const kept = await (await caches.open(CACHE + build)).match(request.url)
    if (kept) return kept
    throw error
  }
}

// What the server answers itself; see app/web/screens.py.
function isScreen(path) {
  return !/^\/(api|socket\.io|assets)(\/|$)|^\/(health|ready|metrics)$|\.\w+$/.test(path)
}
