import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, it } from 'vitest'

const CODE = readFileSync(new URL('../../public/shell.js', import.meta.url), 'utf8')

interface Told {
  waitUntil?: (work: Promise<unknown>) => void
  request?: object
  respondWith?: (answer: Promise<{ body: string }>) => void
}

let kept: Map<string, Map<string, string>>
let running: string[]
let asked: string[]
/** What the network gives: null is no network. */
let network: ((path: string) => { status: number; body: string }) | null

/** The worker of a build, in a browser of our own. */
function worker(build: string, pieces: string[]) {
  const listeners = new Map<string, (event: Told) => void>()
  const cache = (name: string) => ({
    match: (path: string) => Promise.resolve(found(kept.get(name), path)),
    put: (path: string, answer: { body: string }) => {
      kept.set(name, (kept.get(name) ?? new Map<string, string>()).set(path, answer.body))
      return Promise.resolve()
    },
  })
  const found = (pieces: Map<string, string> | undefined, address: string) => {
    const body = pieces?.get(address.replace('https://x', ''))
    return body === undefined ? undefined : { ok: true, status: 200, body }
  }
  const self = {
    SHELL: { build, pieces },
    location: { origin: 'https://x' },
    navigator: {
      locks: { query: () => Promise.resolve({ held: running.map((name) => ({ name })) }) },
    },
    clients: { claim: () => Promise.resolve() },
    skipWaiting: () => undefined,
    addEventListener: (type: string, listen: (event: Told) => void) => listeners.set(type, listen),
  }
  const caches = {
    open: (name: string) => Promise.resolve(cache(name)),
    keys: () => Promise.resolve([...kept.keys()]),
    delete: (name: string) => Promise.resolve(kept.delete(name)),
    match: (path: string) =>
      Promise.resolve([...kept.values()].map((one) => found(one, path)).find(Boolean)),
  }
  const fetch = (request: string | { url: string }) => {
    const path = (typeof request === 'string' ? request : request.url).replace('https://x', '')
    asked.push(path)
    if (!network) return Promise.reject(new TypeError('no network'))
    const answer = network(path)
    return Promise.resolve({ ...answer, ok: answer.status < 400 })
  }
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- the worker is a script, not a module
  new Function('self', 'caches', 'fetch', CODE)(self, caches, fetch)
  const tell = async (type: string) => {
    const work: Promise<unknown>[] = []
    listeners.get(type)?.({ waitUntil: (one) => void work.push(one) })
    await Promise.all(work)
  }
  return {
    start: async () => {
      await tell('install')
      await tell('activate')
    },
    /** The body a request gets from the worker; undefined where it keeps out of the way. */
    get: async (path: string, mode = 'cors', method = 'GET') => {
      let answer: Promise<{ body: string }> | undefined
      listeners.get('fetch')?.({
        request: { url: `https://x${path}`, mode, method },
        respondWith: (given) => void (answer = given),
      })
      return (await answer)?.body
    },
  }
}

beforeEach(() => {
  kept = new Map()
  running = []
  asked = []
  network = (path) => ({ status: 200, body: `new ${path}` })
})

describe('the app’s own pieces', () => {
  it('are there without a network, and so is its page, at any screen’s address', async () => {
    const one = worker('/assets/one.js', ['/assets/one.js', '/favicon.svg'])
    await one.start()
    network = null
    expect(await one.get('/deals/7', 'navigate')).toBe('new /index.html')
    expect(await one.get('/assets/one.js')).toBe('new /assets/one.js')
    expect(await one.get('/favicon.svg')).toBe('new /favicon.svg')
  })

  it('come from the network where there is one: nobody stays with an old page', async () => {
    const one = worker('/assets/one.js', ['/assets/one.js'])
    await one.start()
    network = () => ({ status: 200, body: 'the next build’s page' })
    expect(await one.get('/', 'navigate')).toBe('the next build’s page')
    network = () => ({ status: 502, body: 'a proxy’s page' })
    expect(await one.get('/', 'navigate')).toBe('new /index.html')
  })

  it('are not asked for where they are here from the build before', async () => {
    await worker('/assets/one.js', ['/assets/one.js', '/assets/same.js']).start()
    asked = []
    await worker('/assets/two.js', ['/assets/two.js', '/assets/same.js']).start()
    expect(asked.sort()).toEqual(['/assets/two.js', '/index.html'])
  })

  it('stay as long as a window runs their build', async () => {
    await worker('/assets/one.js', ['/assets/one.js']).start()
    running = ['sp-shell-/assets/one.js']
    const two = worker('/assets/two.js', ['/assets/two.js'])
    await two.start()
    network = () => ({ status: 404, body: 'gone after the deploy' })
    expect(await two.get('/assets/one.js')).toBe('new /assets/one.js')
    running = []
    network = (path) => ({ status: 200, body: path })
    await worker('/assets/three.js', ['/assets/three.js']).start()
    expect([...kept.keys()]).toEqual(['sp-shell-/assets/three.js'])
  })

  it('are all or none: a build that can’t be fetched whole is not taken', async () => {
    network = (path) => ({ status: path === '/assets/late.js' ? 404 : 200, body: path })
    await expect(worker('/assets/one.js', ['/assets/late.js']).start()).rejects.toThrow('late.js')
  })
})

it('keeps out of the way of the API, the sockets and what is no screen', async () => {
  const one = worker('/assets/one.js', ['/assets/one.js'])
  await one.start()
  for (const path of ['/api/v1/deals', '/socket.io/', '/health', '/robots.txt'])
    expect(await one.get(path, 'navigate')).toBeUndefined()
  expect(await one.get('/api/v1/deals')).toBeUndefined()
  expect(await one.get('/assets/one.js', 'cors', 'POST')).toBeUndefined()
  const developing = worker('development', [])
  await developing.start()
  expect(await developing.get('/deals', 'navigate')).toBeUndefined()
})
