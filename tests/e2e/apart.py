"""A window without a network: how it gets there and back, and what its browser keeps meanwhile."""

import re
from typing import Any

from playwright.async_api import expect

from tests.e2e.conftest import OpenWindow
from tests.e2e.window import Window

BACK_WITHIN = 60_000  # milliseconds; reconnecting on a busy machine

# What a browser says of a network that is not there.
CUT = (
    "ERR_INTERNET_DISCONNECTED",
    "ERR_CONNECTION",
    "ERR_NETWORK",
    "ERR_EMPTY_RESPONSE",
    "ERR_SOCKET",
)
# Resolves when the app's pieces are on the device.
ON_DEVICE = """navigator.serviceWorker.ready.then(({ active }) => new Promise((done) => {
  const look = () => active.state === 'activated' && done()
  active.addEventListener('statechange', look)
  look()
}))"""
# The rows of a record in the mirrors that the windows of this browser keep on disk.
ON_DISK = """(id) => new Promise((done, failed) => {
  const opening = indexedDB.open('salespulse-kept')
  opening.onerror = failed
  opening.onsuccess = () => {
    const reading = opening.result.transaction('rows').objectStore('rows').getAll()
    reading.onerror = failed
    reading.onsuccess = () => {
      opening.result.close()
      done(reading.result.map(({ row }) => row).filter((row) => !id || row.id === id))
    }
  }
})"""
# Everything that this browser keeps of the page's origin, as one text: storage, databases, caches.
KEPT = """async () => {
  const said = (asked) => new Promise((done, failed) => {
    asked.onsuccess = () => done(asked.result)
    asked.onerror = () => failed(asked.error)
  })
  // Notes are kept as bytes: their letters are in them as they are.
  const plain = (_, value) => ArrayBuffer.isView(value) || value instanceof ArrayBuffer
    ? new TextDecoder().decode(value) : value
  const parts = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })]
  for (const { name } of await indexedDB.databases()) {
    const db = await said(indexedDB.open(name))
    for (const shelf of db.objectStoreNames) {
      const store = db.transaction(shelf).objectStore(shelf)
      const [keys, values] = await Promise.all([said(store.getAllKeys()), said(store.getAll())])
      parts.push(name + '/' + shelf, JSON.stringify(keys, plain), JSON.stringify(values, plain))
    }
    db.close()
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name)
    for (const asked of await cache.keys()) {
      const answer = await cache.match(asked)
      parts.push(asked.url, JSON.stringify([...answer.headers]))
      // The app's own pieces hold nobody's values: reading megabytes of them would only take time.
      if (!new URL(asked.url).pathname.startsWith('/assets/')) parts.push(await answer.text())
    }
  }
  return parts.join('\\n')
}"""

# From now on this page's disk finishes no write: each waits for one more answer, over and over, until the
# page ends and the browser throws it away. So a page ends as if it did in the instant of writing.
HANG_DISK = """() => {
  const begin = IDBDatabase.prototype.transaction
  IDBDatabase.prototype.transaction = function (shelves, mode, ...how) {
    const transaction = begin.call(this, shelves, mode, ...how)
    const shelf = transaction.objectStore(transaction.objectStoreNames[0])
    const hold = () => {
      try {
        shelf.count(0).onsuccess = hold
      } catch {
        // The page has ended.
      }
    }
    if (mode === 'readwrite') hold()
    return transaction
  }
}"""


async def on_device(window: OpenWindow, email: str, path: str, **at: Any) -> Window:
    """A window whose app is kept, on a screen that has been read."""
    one = await window(email, service_workers="allow", **at)
    # A request for more of a connection that the cut has ended.
    one.forgiven.extend((*CUT, "transport=polling"))
    await one.go(path)
    await one.page.evaluate(ON_DEVICE)
    return one


async def hang_disk(one: Window) -> None:
    """Let no write of this page come to its end any more, until it is loaded again."""
    await one.page.evaluate(HANG_DISK)


async def cut(one: Window) -> None:
    """Take the network away, and wait until the screen says so."""
    await one.context.set_offline(True)
    await expect(one.badge("Offline")).to_be_attached(timeout=BACK_WITHIN)


async def reconnect(one: Window) -> None:
    """Give the network back, and wait until the screen is live."""
    await one.context.set_offline(False)
    await one.live(within=BACK_WITHIN)


async def write(one: Window, field: str, value: str) -> None:
    """Edit a text field of the open deal."""
    await one.field_of(field).click()
    await one.editor_of(field).fill(value)
    await one.page.keyboard.press("Enter")
    await expect(one.editor_of(field)).to_have_count(0)


async def none_to_send(one: Window) -> None:
    """Wait until nothing waits in this browser, be it one change or several."""
    await expect(one.page.get_by_label(re.compile(r"changes? to send"))).to_have_count(
        0, timeout=BACK_WITHIN
    )


async def on_disk(one: Window, record_id: str | None = None) -> list[Any]:
    """The rows that the windows of this browser keep of a record, or of all."""
    found: list[Any] = await one.page.evaluate(ON_DISK, record_id)
    return found


async def kept(one: Window) -> str:
    """Everything this browser keeps: storage, databases, caches."""
    found: str = await one.page.evaluate(KEPT)
    return found
