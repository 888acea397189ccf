import { MousePointer2 } from 'lucide-react'
import { useLayoutEffect, useRef, type RefObject } from 'react'
import { createPortal } from 'react-dom'
import { personStyle } from '@/components/ui/Avatar'
import { useRow } from '@/sync'
import { boxOf, placeOf } from './points'
import type { Pointer } from './pointers'

interface PointersProps {
  root: RefObject<HTMLElement | null>
  pointers: readonly Pointer[]
  /** From card top to card top. */
  step: number
}

const MOST = 24 // more at once would hide the board

/** Others' pointers over the board, each with a name, and the cards they carry. */
export default function Pointers({ root, pointers, step }: PointersProps) {
  return createPortal(
    <div aria-hidden className="pointer-events-none fixed inset-0 z-20 overflow-clip">
      {pointers.slice(0, MOST).map((pointer) => (
        <OnePointer key={pointer.id} root={root} pointer={pointer} step={step} />
      ))}
    </div>,
    document.body,
  )
}

function OnePointer({
  root,
  pointer,
  step,
}: {
  root: PointersProps['root']
  pointer: Pointer
  step: number
}) {
  const element = useRef<HTMLDivElement>(null)
  const heardAt = useRef(0)
  const { point } = pointer
  useLayoutEffect(() => {
    // As long as from one message to the next: the pointer glides instead of jumping.
    const { style } = element.current as HTMLDivElement
    style.transitionDuration = `${glide(performance.now() - heardAt.current)}ms`
    heardAt.current = performance.now()
  }, [point])
  useLayoutEffect(() => {
    const place = () => {
      const box = boxOf(root.current, point.stage)
      const at = box && placeOf(box, point, step)
      const { style } = element.current as HTMLDivElement
      style.opacity = at ? '1' : '0'
      if (at) style.transform = `translate(${at.left}px, ${at.top}px)`
    }
    place()
    // Lists and the board scroll under the pointer, which stays on its card.
    const board = root.current
    board?.addEventListener('scroll', place, { capture: true, passive: true })
    window.addEventListener('resize', place)
    return () => {
      board?.removeEventListener('scroll', place, { capture: true })
      window.removeEventListener('resize', place)
    }
  }, [root, point, step])
  return (
    <div
      ref={element}
      data-pointer={pointer.name}
      style={personStyle(pointer)}
      className="absolute top-0 left-0 opacity-0 transition-[transform,opacity] ease-linear motion-reduce:transition-none"
    >
      {pointer.carries && <Ghost dealId={pointer.carries} />}
      <MousePointer2 className="absolute size-4 -translate-x-px -translate-y-px fill-person text-person drop-shadow" />
      <span className="absolute top-4 left-3 rounded-full bg-person px-1.5 text-2xs leading-4 font-semibold whitespace-nowrap text-on-person">
        {pointer.name}
      </span>
    </div>
  )
}

/** Ten messages a second, two where a crowd moves; after a longer silence it was at rest. */
function glide(sinceLast: number): number {
  return sinceLast > 600 ? 100 : Math.max(100, sinceLast)
}

/** The card in another's hand; of a deal we don't have, its outline. */
function Ghost({ dealId }: { dealId: string }) {
  const row = useRow('deals', dealId)
  return (
    <div className="absolute -top-11 -left-20 h-14 w-56 rotate-[1.5deg] rounded-md border border-person bg-raised/85 px-2.5 py-2 shadow-float">
      <span className="block truncate font-medium">{row?.['name'] as string | undefined}</span>
    </div>
  )
}
