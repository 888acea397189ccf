import { useEffect, type ReactNode } from 'react'
import { apart, type Leader } from '@/components/following'
import { personStyle } from '@/components/ui/Avatar'

const TALL = '41px'

interface StripProps {
  leader: Leader | null
  label: string
  children: ReactNode
}

/** A line over every screen while one is with others, in the colour of who leads; at the bottom of a phone. */
export function Strip({ leader, label, children }: StripProps) {
  useEffect(() => {
    // A panel beside the board begins below it.
    const { style } = document.documentElement
    const top = getComputedStyle(document.documentElement).getPropertyValue('--shell-top')
    style.setProperty('--shell-top', `calc(${top} + ${TALL})`)
    return () => void style.removeProperty('--shell-top')
  }, [])
  return (
    <section
      {...apart}
      aria-label={label}
      {...(leader ? { style: personStyle(leader) } : {})}
      className="flex h-[41px] shrink-0 items-center gap-1.5 border-b bg-person-soft pr-2 pl-4 text-sm max-sm:fixed max-sm:inset-x-2 max-sm:bottom-[68px] max-sm:z-50 max-sm:rounded-lg max-sm:border max-sm:border-person max-sm:px-2 max-sm:shadow-float"
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
