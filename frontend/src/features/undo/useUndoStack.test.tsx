// @vitest-environment happy-dom
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { expect, test, vi } from 'vitest'
import type { Live, Operation } from '@/sync'
import { LiveContext } from '@/sync/useLive'
import { useUndoStack, type Outcome, type Step } from './useUndoStack'

const write = (id: string, state: Operation['state'], at: number): Operation =>
  ({ id, state, at, recordId: 'd', path: '/deals/d' }) as Operation

type Taken = (step: Step, outcome: Outcome) => void

/** A sync whose queue the test sets. */
class Queue {
  #told = () => undefined as void
  readonly cancelled: string[] = []
  readonly live = {
    me: { user: { id: 'ana' } },
    onEvent: () => () => undefined,
    onRejected: () => () => undefined,
    onQueueChange: (told: () => void) => {
      this.#told = told
      return () => undefined
    },
    outbox: {
      unheard: [] as Operation[],
      cancel: (id: string) => {
        const found = this.live.outbox.unheard.find((one) => one.id === id)
        if (found?.state !== 'queued') return null
        this.cancelled.push(id)
        this.set(...this.live.outbox.unheard.filter((one) => one !== found))
        return found
      },
    },
  }

  set(...unheard: Operation[]): void {
    this.live.outbox.unheard = unheard
    this.#told()
  }
}

/** The stack of a window over this queue. */
function opened(queue: Queue, onTaken: Taken = () => undefined) {
  let take!: (step: Step) => Outcome
  function Keys() {
    take = useUndoStack({ onChange: () => undefined, onTaken })
    return null
  }
  const root = createRoot(document.createElement('div'))
  flushSync(() =>
    root.render(
      <LiveContext value={queue.live as unknown as Live}>
        <Keys />
      </LiveContext>,
    ),
  )
  return { take, close: () => flushSync(() => root.unmount()) }
}

/** Without a network what waits is tried again and again: a key pressed just then means it all the same. */
test('what was on its way when the key was pressed is taken back when it did not get through', () => {
  const queue = new Queue()
  const onTaken = vi.fn<Taken>()
  const { take, close } = opened(queue, onTaken)
  queue.set(write('a', 'queued', 1), write('b', 'sending', 2))
  expect(take('undo')).toEqual({ what: 'soon' })
  expect(queue.cancelled).toEqual([])
  queue.set(write('a', 'queued', 1), write('b', 'queued', 2))
  expect(queue.cancelled).toEqual(['b'])
  expect(onTaken.mock.calls).toEqual([['undo', { what: 'cancelled' }]])
  expect(take('undo')).toEqual({ what: 'cancelled' })
  expect(queue.cancelled).toEqual(['b', 'a'])
  close()
})

/** What waits from before a reload is in the queue before anybody can press a key. */
test('what waits already is taken back, the newest first', () => {
  const queue = new Queue()
  queue.set(write('a', 'queued', 1), write('b', 'queued', 2))
  const { take, close } = opened(queue)
  expect([take('undo'), take('undo')]).toEqual([{ what: 'cancelled' }, { what: 'cancelled' }])
  expect(queue.cancelled).toEqual(['b', 'a'])
  close()
})
