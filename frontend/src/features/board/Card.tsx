import { Link } from '@tanstack/react-router'
import { memo, useEffect, useRef } from 'react'
import { cn } from '@/components/ui/cn'
import { useBoardStore, useBoardUi } from './boardStore'
import { CardFace } from './CardFace'
import { bringColumn } from './scrolls'

interface CardProps {
  id: string
  open: boolean
  compact: boolean
  /** May be dragged by us. */
  movable: boolean
}

/** A card in its column: a link to the deal that can be taken by pointer or keys. */
export const Card = memo(function Card({ id, open, compact, movable }: CardProps) {
  const store = useBoardStore()
  const selected = useBoardUi((ui) => ui.selected === id)
  const wanted = useBoardUi((ui) => ui.focus === id)
  const link = useRef<HTMLAnchorElement>(null)
  useEffect(() => {
    if (!wanted) return
    link.current?.focus({ preventScroll: true }) // the list scrolls by itself, as far as it must
    bringColumn(link.current)
    store.setState({ focus: null })
  }, [wanted, store])
  return (
    <Link
      ref={link}
      to="/deals/$dealId"
      params={{ dealId: id }}
      search={true}
      preload={false}
      draggable={false}
      data-card={id}
      tabIndex={selected ? 0 : -1}
      {...(movable ? { 'aria-describedby': 'board-keys' } : {})}
      className={cn(
        'group/card block h-full touch-manipulation rounded-md text-text -outline-offset-1 select-none [-webkit-touch-callout:none]',
        selected && 'ring-2 ring-focus/45',
      )}
      // A long press lifts the card; the phone's own menu of the link would get in the way.
      onContextMenu={(event) => {
        if (matchMedia('(pointer: coarse)').matches) event.preventDefault()
      }}
      onFocus={() => store.setState({ selected: id })}
    >
      <CardFace id={id} compact={compact} open={open} />
    </Link>
  )
})
