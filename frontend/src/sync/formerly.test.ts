// @vitest-environment happy-dom
import { beforeEach, expect, it } from 'vitest'
import { formerIds } from './formerly'
import { Outbox } from './outbox'
import { edit, FakeWorld, idle } from './outbox.fake'

const end = () => dispatchEvent(new Event('pagehide'))

beforeEach(() => {
  end()
  sessionStorage.clear()
})

it('are those of all pages this window had before, in one reload after another', () => {
  expect([...formerIds('one')]).toEqual([])
  end()
  expect([...formerIds('two')]).toEqual(['one'])
  end()
  expect([...formerIds('three')]).toEqual(['one', 'two'])
})

it('are none in a copy of a tab that is open, nor after it was only put away', () => {
  formerIds('one')
  expect([...formerIds('copy')]).toEqual([])
  end()
  dispatchEvent(new Event('pageshow'))
  expect([...formerIds('another copy')]).toEqual([])
})

it('make what an earlier page of this window wrote its own, to take back before it is sent', async () => {
  const world = new FakeWorld()
  const before = world.queue()
  const id = new Outbox(before).add(edit({ name: 'Typed before' }))
  await idle()
  const stranger = new Outbox(world.queue())
  await idle()
  expect(stranger.unheard).toEqual([])
  const after = new Outbox(world.queue({ formerly: new Set([before.tabs.id]) }))
  await idle()
  expect(after.unheard.map((one) => one.id)).toEqual([id])
})
