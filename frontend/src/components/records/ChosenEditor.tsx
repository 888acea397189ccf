import { useState } from 'react'
import { Popover, PopoverAnchor, PopoverContent } from '@/components/ui/Popover'
import type { FieldEditorProps, Step } from './fieldEditing'
import { FieldPicker } from './FieldPicker'
import { isMany } from './fields'

/** A field that is chosen from a list: one, or several until the list is left. */
export function ChosenEditor(props: FieldEditorProps) {
  const { field, value, row, seed, onCommit, onCancel } = props
  const many = isMany(field)
  const [held, setHeld] = useState(value)
  const close = (step: Step) => (many ? onCommit(held ?? [], step) : onCancel())
  return (
    <Popover open onOpenChange={(open) => !open && close('stay')}>
      <PopoverAnchor className="pointer-events-none absolute inset-0 rounded-sm outline-2 -outline-offset-1 outline-focus" />
      <PopoverContent
        aria-label={field.label}
        className="w-[max(var(--radix-popover-trigger-width),240px)] overflow-hidden p-0"
        sideOffset={2}
        onCloseAutoFocus={(event) => event.preventDefault()}
        onKeyDown={(event) => {
          event.stopPropagation() // the table's keys rest while the list is open
          if (event.key !== 'Tab') return
          event.preventDefault()
          close(event.shiftKey ? 'previous' : 'next')
        }}
      >
        <FieldPicker
          field={field}
          value={held}
          row={row}
          seed={seed}
          onPick={(picked) => (many ? setHeld(picked) : onCommit(picked, 'stay'))}
        />
      </PopoverContent>
    </Popover>
  )
}
