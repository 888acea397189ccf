// Web push, for the service worker: shows what comes, and leads to it when it is clicked.
'use strict'

self.addEventListener('push', (event) => event.waitUntil(show(event.data)))
self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(event.notification.data.address))
})

async function show(data) {
  const said = data ? data.json() : {}
  const windows = await ours()
  // Whoever looks at the app sees it there.
  if (windows.some((one) => one.visibilityState === 'visible' && one.focused)) return
  await self.registration.showNotification(said.title || 'SalesPulse', {
    body: said.body || '',
    icon: '/favicon.svg',
    // One more of the same replaces it, and says so again.
    tag: said.id,
    renotify: Boolean(said.id),
    data: { address: said.address || '/' },
  })
}

async function open(address) {
  const found = (await ours()).find((one) => slotOf(new URL(one.url).pathname) === slotOf(address))
  if (!found) return self.clients.openWindow(address)
  const shown = await found.focus()
  shown.postMessage({ type: 'open-push', address })
}

function ours() {
  return self.clients.matchAll({ type: 'window', includeUncontrolled: true })
}

// Several accounts of one browser have a part of the path each; see frontend/src/sync/slot.ts.
function slotOf(path) {
  const found = /^\/s\/([1-9]\d?)(?=\/|$)/.exec(path)
  return found ? found[1] : '0'
}
