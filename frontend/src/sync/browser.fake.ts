import { vi } from 'vitest'
import type { Browser } from './browser'
import { Tabs } from './tabs'

interface Claim {
  mode: string
  run: () => void
  reject: (error: Error) => void
}

/** A page whose events nobody waits for; whether it is hidden is asked anew each time. Tests only. */
export function stubPage(hidden: () => boolean = () => false): void {
  const silent = { addEventListener: () => undefined, removeEventListener: () => undefined }
  vi.stubGlobal('addEventListener', silent.addEventListener)
  vi.stubGlobal('removeEventListener', silent.removeEventListener)
  vi.stubGlobal('document', {
    ...silent,
    get hidden() {
      return hidden()
    },
  })
}

/** A browser for tests: its locks and channels, windows that crash or freeze. Tests only. */
export class FakeBrowser {
  readonly #locks = new Map<string, { held: Claim[]; waiting: Claim[] }>()
  readonly #channels = new Set<FakeChannel>()

  /** A window of it. */
  window(name: string, tired: () => boolean = () => false): FakeWindow {
    const locks = new FakeLocks(this)
    const channels: FakeChannel[] = []
    const browser: Browser = {
      locks,
      channel: (called) => {
        const channel = new FakeChannel(called, this.#channels)
        this.#channels.add(channel)
        channels.push(channel)
        return channel as unknown as BroadcastChannel
      },
    }
    const tabs = new Tabs(name, tired, browser)
    return {
      tabs,
      freeze: (frozen) => channels.forEach((channel) => channel.freeze(frozen)),
      crash: () => {
        channels.forEach((channel) => channel.close())
        locks.dropAll()
      },
    }
  }

  claim(name: string, claim: Claim, steal: boolean): void {
    const lock = this.#locks.get(name) ?? { held: [], waiting: [] }
    this.#locks.set(name, lock)
    if (steal) {
      lock.held.splice(0).forEach(({ reject }) => reject(new DOMException('Stolen.', 'AbortError')))
      lock.held.push(claim)
      return claim.run()
    }
    lock.waiting.push(claim)
    this.#grant(name)
  }

  release(name: string, claim: Claim): void {
    const lock = this.#locks.get(name)
    if (!lock) return
    lock.held = lock.held.filter((one) => one !== claim)
    lock.waiting = lock.waiting.filter((one) => one !== claim)
    this.#grant(name)
  }

  #grant(name: string): void {
    const lock = this.#locks.get(name)
    const next = lock?.waiting[0]
    if (!lock || !next) return
    const shares = next.mode === 'shared' && lock.held.every(({ mode }) => mode === 'shared')
    if (lock.held.length > 0 && !shares) return
    lock.waiting.shift()
    lock.held.push(next)
    next.run()
  }
}

export interface FakeWindow {
  tabs: Tabs
  /** A frozen window hears nothing until it thaws; its locks stay. */
  freeze: (frozen: boolean) => void
  /** Gone without a word: the browser takes its locks back. */
  crash: () => void
}

class FakeLocks {
  readonly #mine: { name: string; claim: Claim }[] = []
  constructor(private readonly browser: FakeBrowser) {}

  readonly request = (name: string, ...rest: unknown[]): Promise<never> => {
    const work = rest.at(-1) as (lock: unknown) => unknown
    const how = (rest.length > 1 ? rest[0] : {}) as LockOptions
    return new Promise((resolve, reject) => {
      const run = () =>
        void Promise.resolve()
          .then(() => work(null))
          .then(
            (value) => {
              this.browser.release(name, claim)
              resolve(value as never)
            },
            (error: Error) => reject(error),
          )
      const claim: Claim = { mode: how.mode ?? 'exclusive', run, reject }
      this.#mine.push({ name, claim })
      how.signal?.addEventListener('abort', () => {
        this.browser.release(name, claim)
        reject(new DOMException('Given up.', 'AbortError'))
      })
      this.browser.claim(name, claim, how.steal ?? false)
    })
  }

  dropAll(): void {
    for (const { name, claim } of this.#mine) this.browser.release(name, claim)
  }
}

class FakeChannel {
  onmessage: ((event: { data: unknown }) => void) | null = null
  #frozen = false
  #waiting: unknown[] = []

  constructor(
    private readonly name: string,
    private readonly all: Set<FakeChannel>,
  ) {}

  postMessage(message: unknown): void {
    const data = structuredClone(message)
    for (const other of this.all)
      if (other !== this && other.name === this.name) queueMicrotask(() => other.take(data))
  }

  take(data: unknown): void {
    if (this.#frozen) this.#waiting.push(data)
    else if (this.all.has(this)) this.onmessage?.({ data })
  }

  freeze(frozen: boolean): void {
    this.#frozen = frozen
    if (!frozen) this.#waiting.splice(0).forEach((data) => this.take(data))
  }

  close(): void {
    this.all.delete(this)
  }
}
