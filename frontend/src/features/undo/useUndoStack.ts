import { useCallback, useEffect, useRef } from 'react'
import { isUndoable, undoEvent } from '@/components/records/undoing'
import { useLive, type Live, type LogEvent } from '@/sync'
import { EMPTY, heard, next, takenBack, type Stack } from './stack'

// A write and its event belong together for as long as a slow network may take.
const OURS_MS = 120_000

type Step = 'undo' | 'redo'

/** What became of a key press: taken back, waiting for the server's number, or nothing to do. */
export type Outcome = { what: 'done'; event: LogEvent } | { what: 'cancelled' | 'soon' | 'nothing' }

/**
 * This window's own changes, to take back and do again: fed by the log itself, so that a change is on
 * it exactly when the server has it. What has not been sent yet is simply not sent.
 */
export function useUndoStack(onChange: (event: LogEvent) => void): (step: Step) => Outcome {
  const live = useLive()
  const stack = useRef<Stack>(EMPTY)
  const wanted = useRef(0)
  const ours = useOurRecords(live)
  const take = useCallback(
    (step: Step): Outcome => {
      const last = live.outbox.pending.at(-1)
      if (step === 'undo' && last && !last.path.startsWith('/events/')) {
        if (live.outbox.cancel(last.id)) return { what: 'cancelled' }
        wanted.current += 1
        return { what: 'soon' }
      }
      const found = next(stack.current[step])
      if (!found) return { what: 'nothing' }
      found.asked = true
      undoEvent(live, found.event)
      return { what: 'done', event: found.event }
    },
    [live],
  )
  useEffect(
    () =>
      live.onEvent((event) => {
        if (event.actor.id !== live.me.user.id) {
          stack.current = takenBack(stack.current, event)
          return
        }
        if (!isUndoable(event) || !ours(event)) return
        stack.current = heard(stack.current, event)
        if (wanted.current > 0) {
          wanted.current -= 1
          take('undo')
        } else onChange(event)
      }),
    [live, ours, take, onChange],
  )
  useEffect(
    () =>
      live.onRejected(({ path }) => {
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
  useEffect(
    () =>
      live.onQueueChange(() => {
        for (const { recordId } of live.outbox.pending) touched.current.set(recordId, Date.now())
      }),
    [live],
  )
  return useCallback(
    (event) =>
      // A bulk change's id is the server's; which window asked for it does not matter.
      event.entity === 'bulk_job' ||
      Date.now() - (touched.current.get(event.entity_id) ?? 0) < OURS_MS,
    [],
  )
}
