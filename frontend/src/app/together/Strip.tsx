import { useEffect, useRef, type ReactNode } from 'react'
import { apart, type Leader } from '@/components/following'
import { personStyle } from '@/components/ui/Avatar'
import { useFocusBack } from './useFocusBack'

const TALL = '41px'

interface StripProps {
  leader: Leader | null
  label: string
  children: ReactNode
}

/** A line over every screen while one is with others, in the colour of who leads; at the bottom of a phone. */
export function Strip({ leader, label, children }: StripProps) {
  const strip = useRef<HTMLElement>(null)
  useFocusBack(strip)
  useEffect(() => {
    const screen = strip.current?.parentElement
    if (!screen) return
    // A panel beside the board begins below it; a phone's ends above it, and what is under it stays in sight.
    const { style } = document.documentElement
    const top = getComputedStyle(document.documentElement).getPropertyValue('--shell-top')
    style.setProperty('--shell-top', `calc(${top} + ${TALL})`)
    const foot = () => {
      const room = innerHeight - screen.getBoundingClientRect().bottom
      style.setProperty('--shell-foot', `calc(${room}px + ${TALL})`)
    }
    const observer = new ResizeObserver(foot)
    observer.observe(screen)
    return () => {
      observer.disconnect()
      style.removeProperty('--shell-top')
      style.removeProperty('--shell-foot')
    }
  }, [])
  return (
    <section
      ref={strip}
      {...apart}
      aria-label={label}
      {...(leader ? { style: personStyle(leader) } : {})}
      className="flex h-[41px] shrink-0 items-center gap-1.5 border-b bg-person-soft pr-2 pl-4 text-sm max-md:order-last max-md:border-t max-md:border-b-0 max-md:border-person"
    >
      {children}
    </section>
  )
}

/** The screen framed in the leader's colour: what is seen is theirs. */
export function Frame({ leader }: { leader: Leader }) {
  return (
    <div
      aria-hidden
      data-frame={leader.name}
      style={personStyle(leader)}
      className="pointer-events-none fixed inset-0 z-50 border-2 border-person"
    />
  )
}
