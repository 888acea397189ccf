import { useSyncExternalStore } from 'react'
import { onTimeChange } from '@/format/clock'
import { formatAgo, formatMoment } from '@/format/dates'

const MINUTE = 60_000

// One clock for all that is shown: a timer while somebody looks, none while the window is hidden.
const readers = new Set<() => void>()
let minutes = 0
let timer: ReturnType<typeof setInterval> | undefined
let leaveClock: (() => void) | undefined

function tick(): void {
  minutes += 1
  for (const read of readers) read()
}

function look(): void {
  clearInterval(timer)
  timer = document.hidden ? undefined : setInterval(tick, MINUTE)
}

function seen(): void {
  look()
  if (!document.hidden) tick()
}

function subscribe(read: () => void): () => void {
  readers.add(read)
  if (readers.size === 1) {
    document.addEventListener('visibilitychange', seen)
    leaveClock = onTimeChange(tick)
    look()
  }
  return () => {
    readers.delete(read)
    if (readers.size > 0) return
    document.removeEventListener('visibilitychange', seen)
    leaveClock?.()
    clearInterval(timer)
  }
}

/** How long ago a moment is, in words that grow older by themselves. */
export function useAgo(moment: string): string {
  useSyncExternalStore(subscribe, () => minutes)
  return formatAgo(moment)
}

/** How long ago a moment was; its date and time when the pointer rests on it. */
export function Ago({ moment, className }: { moment: string; className?: string }) {
  return (
    <time dateTime={moment} title={formatMoment(moment)} className={className}>
      {useAgo(moment)}
    </time>
  )
}
