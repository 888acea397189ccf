import { expect, it, vi } from 'vitest'
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { onRestoring, tellRestoring } from './restoring'

function window(id: string): Awareness {
  const awareness = new Awareness(new Y.Doc())
  awareness.setLocalState({ user: { id, name: id } })
  return awareness
}

function pass(from: Awareness, ...to: Awareness[]): void {
  const update = encodeAwarenessUpdate(from, [from.clientID])
  for (const one of to) applyAwarenessUpdate(one, update, 'server')
}

const MONDAY = { when: '2026-11-16T15:00:00Z', before: 'v2' }
const BACK = { when: null, before: null }

it('tells each restoring once to all others who have the note open, and none to who comes later', () => {
  const [ana, hers, ben, cy] = [window('ana'), window('ana'), window('ben'), window('cy')]
  const heard = vi.fn<(...said: unknown[]) => void>()
  const stops = [
    onRestoring(ana, () => heard('ana herself')),
    onRestoring(hers, () => heard('her other window')),
    onRestoring(ben, (restoring, { name }) => heard('ben', restoring, name)),
    onRestoring(cy, () => heard('cy')),
  ]
  pass(ana, ben, hers)
  tellRestoring(ana, MONDAY)
  pass(ana, ben, hers, cy) // to Cy she is new
  ana.setLocalStateField('cursor', 7)
  pass(ana, ben, hers, cy)
  expect(heard.mock.calls).toEqual([['ben', { ...MONDAY, count: 1 }, 'ana']])
  heard.mockClear()
  tellRestoring(ana, BACK)
  pass(ana, ben)
  expect(heard.mock.calls).toEqual([['ben', { ...BACK, count: 2 }, 'ana']])
  stops.forEach((stop) => stop())
  for (const one of [ana, hers, ben, cy]) one.destroy()
})
