import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FakeBrowser, stubPage, type FakeWindow } from './browser.fake'
import { Tabs } from './tabs'

let browser: FakeBrowser
let hidden: boolean
let opened: FakeWindow[]

beforeEach(() => {
  vi.useFakeTimers()
  hidden = false
  opened = []
  browser = new FakeBrowser()
  stubPage(() => hidden)
})
afterEach(() => {
  opened.forEach(({ tabs }) => tabs.stop())
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

async function open(tired?: () => boolean): Promise<FakeWindow> {
  const window = browser.window('ana', tired)
  opened.push(window)
  window.tabs.start()
  await vi.advanceTimersByTimeAsync(1)
  return window
}
const leaders = () => opened.filter(({ tabs }) => tabs.leads).length

describe('the windows of one browser', () => {
  it('agree on the first as their leader, also those that come later', async () => {
    const [one, two, three] = [await open(), await open(), await open()]
    expect([one, two, three].map(({ tabs }) => tabs.leader)).toEqual(Array(3).fill(one.tabs.id))
    expect(leaders()).toBe(1)
  })

  it('keep apart by account and organisation', async () => {
    await open()
    const other = browser.window('ben')
    opened.push(other)
    other.tabs.start()
    await vi.advanceTimersByTimeAsync(1)
    expect(other.tabs.leads).toBe(true)
  })

  it('have a new leader at once when theirs is closed, and when it crashes', async () => {
    const [one, two, three] = [await open(), await open(), await open()]
    one.tabs.stop()
    await vi.advanceTimersByTimeAsync(1)
    expect(two.tabs.leads).toBe(true)
    expect(three.tabs.leader).toBe(two.tabs.id)
    two.crash()
    await vi.advanceTimersByTimeAsync(1)
    expect(three.tabs.leads).toBe(true)
  })

  it('take the lead from one that is frozen, and it follows when it thaws', async () => {
    const [one, two] = [await open(), await open()]
    one.freeze(true)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(two.tabs.leads).toBe(true)
    one.freeze(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(one.tabs.leader).toBe(two.tabs.id)
    expect(leaders()).toBe(1)
  })

  it('leave a frozen leader alone while nobody looks', async () => {
    const [one, two] = [await open(), await open()]
    hidden = true
    one.freeze(true)
    await vi.advanceTimersByTimeAsync(30_000)
    expect(two.tabs.leads).toBe(false)
  })

  it('take the lead from one that has no line and nobody looks at', async () => {
    let tired = false
    const [one, two] = [await open(() => tired), await open()]
    await vi.advanceTimersByTimeAsync(5_000)
    expect(one.tabs.leads).toBe(true)
    tired = true
    await vi.advanceTimersByTimeAsync(5_000)
    expect(two.tabs.leads).toBe(true)
    expect(leaders()).toBe(1)
  })

  it('ask the leader, and hear when it goes before it has answered', async () => {
    const [one, two] = [await open(), await open()]
    one.tabs.answer<number>('double', (n) => n * 2)
    expect(await two.tabs.ask('double', 21)).toBe(42)
    one.tabs.answer('never', () => new Promise(() => undefined))
    const lost = two.tabs.ask('never', 1).catch((error: Error) => error.message)
    one.crash()
    await vi.advanceTimersByTimeAsync(1)
    expect(await lost).toBe('The leader has gone.')
  })

  it('tell the leader of a window that crashed', async () => {
    const [one, two] = [await open(), await open()]
    const gone: string[] = []
    one.tabs.onGone((tab) => gone.push(tab))
    two.crash()
    await vi.advanceTimersByTimeAsync(1)
    expect(gone).toEqual([two.tabs.id])
  })

  it('lead each itself where the browser has no locks', () => {
    const tabs = new Tabs('ana', undefined, { locks: null, channel: null })
    tabs.start()
    expect([tabs.leads, tabs.alone]).toEqual([true, true])
    tabs.stop()
    expect(tabs.leads).toBe(false)
  })
})
