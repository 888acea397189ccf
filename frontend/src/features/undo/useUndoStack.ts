import { useCallback, useEffect, useRef } from 'react'
import { isUndoable, undoEvent } from '@/components/records/undoing'
import { useLive, type Live, type LogEvent, type Write } from '@/sync'
import { EMPTY, heard, next, takenBack, type Stack } from './stack'
import { Writes } from './writes'

// A write and its event belong together for as long as a slow network may take.
const OURS_MS = 120_000

export type Step = 'undo' | 'redo'

/** What became of a key press: taken back, taken back or made again before it was sent, waiting for the write's own event, or nothing to do. */
export type Outcome =
  { what: 'done'; event: LogEvent } | { what: 'cancelled' | 'again' | 'soon' | 'nothing' }

interface Listeners {
  /** A change of this window has been heard of: taking it back may be offered. */
  onChange: (event: LogEvent) => void
  /** What was to happen soon has happened. */
  onTaken: (step: Step, outcome: Outcome) => void
}

/**
 * This window's own changes, to take back and do again: fed by the log itself, so that a change is on
 * it exactly when the server has it. What has not been sent yet is simply not sent, and what the log
 * has not told of yet is taken back as soon as it does.
 */
export function useUndoStack({ onChange, onTaken }: Listeners): (step: Step) => Outcome {
  const live = useLive()
  const stack = useRef<Stack>(EMPTY)
  const writes = useRef(new Writes())
  /** Writes taken back before they were sent, to be made again until something new is made. */
  const cancelled = useRef<Write[]>([])
  /** Writes to be taken back when they are heard of. */
  const wanted = useRef(new Set<string>())
  /** What was pressed while a step the other way was on its way. */
  const after = useRef<Step | null>(null)
  const ours = useOurRecords(live)

  const takeHeard = useCallback(
    (step: Step): Outcome => {
      const found = next(stack.current[step])
      if (!found) return { what: 'nothing' }
      found.asked = true
      undoEvent(live, found.event)
      return { what: 'done', event: found.event }
    },
    [live],
  )
  const makeAgain = useCallback((): Outcome => {
    const left = [...cancelled.current]
    const write = left.pop()
    if (!write) return { what: 'nothing' }
    live.outbox.add(write)
    cancelled.current = left // it is nothing new
    return { what: 'again' }
  }, [live])
  /** Take a write back before it is sent; false: it is too late, or too early. */
  const cancel = useCallback(
    (id: string): boolean => {
      const write = live.outbox.cancel(id)
      if (!write) return false
      writes.current.forget(id)
      cancelled.current.push(write)
      return true
    },
    [live],
  )
  const take = useCallback(
    (step: Step): Outcome => {
      const back = step === 'undo' ? stack.current.redo : stack.current.undo
      if (back.some(({ asked }) => asked)) {
        after.current = step
        return { what: 'soon' }
      }
      const newest = step === 'undo' ? writes.current.newest(wanted.current) : undefined
      if (newest === undefined) {
        const outcome = takeHeard(step)
        // What the server has was made before what it never got, and is done again before it.
        if (step === 'undo' || outcome.what === 'done') return outcome
        return makeAgain()
      }
      if (cancel(newest)) return { what: 'cancelled' }
      wanted.current.add(newest)
      return { what: 'soon' }
    },
    [cancel, takeHeard, makeAgain],
  )

  useEffect(
    () =>
      live.onEvent((event) => {
        if (event.actor.id !== live.me.user.id) {
          stack.current = takenBack(stack.current, event)
          return
        }
        const write = writes.current.heard(event)
        if (!isUndoable(event) || !ours(event)) return
        stack.current = heard(stack.current, event)
        const step = write && wanted.current.delete(write) ? 'undo' : after.current
        if (!step) return onChange(event)
        after.current = null
        onTaken(step, takeHeard(step))
      }),
    [live, ours, takeHeard, onChange, onTaken],
  )
  useEffect(() => {
    const look = () => {
      const { unheard } = live.outbox
      if (writes.current.queued(unheard)) cancelled.current = []
      // It was on its way when the key was pressed, and did not get through.
      const back = unheard.find(({ id, state }) => state === 'queued' && wanted.current.has(id))
      if (!back) return
      wanted.current.delete(back.id)
      if (cancel(back.id)) onTaken('undo', { what: 'cancelled' })
    }
    look() // what waits from before a reload is there already
    return live.onQueueChange(look)
  }, [live, cancel, onTaken])
  useEffect(
    () =>
      live.onRejected(({ id, path }) => {
        writes.current.forget(id)
        wanted.current.delete(id)
        after.current = null
        const refused = (one: { event: LogEvent }) => path === `/events/${one.event.seq}/undo`
        const left = (list: Stack['undo']) => list.filter((one) => !refused(one))
        stack.current = { undo: left(stack.current.undo), redo: left(stack.current.redo) }
      }),
    [live],
  )
  return take
}

/** Whether this window caused an event: it had a write of that record on its way a moment ago. */
function useOurRecords(live: Live): (event: LogEvent) => boolean {
  const touched = useRef(new Map<string, number>())
  useEffect(() => {
    const look = () => {
      for (const { recordId } of live.outbox.unheard) touched.current.set(recordId, Date.now())
    }
    look()
    return live.onQueueChange(look)
  }, [live])
  return useCallback(
    (event) =>
      // A bulk change's id is the server's; which window asked for it does not matter.
      event.entity === 'bulk_job' ||
      Date.now() - (touched.current.get(event.entity_id) ?? 0) < OURS_MS,
    [],
  )
}
