import { ChevronDown } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { cn } from './cn'
import { onDemand } from './onDemand'
import { Popover, PopoverContent, PopoverTrigger } from './Popover'
import type { Option } from './Select'

export interface ComboboxTexts {
  placeholder: string
  search: string
  nothing: string
  clear: string
}

export interface OptionListProps {
  /** What is chosen; several where it stays open to choose more. */
  value: string | null | readonly string[]
  onChange: (value: string | null, option?: Option) => void
  /** What can be chosen; with `find`, what is shown before anything is typed. */
  options: readonly Option[]
  /** Ask a server for options as one types (the last answer counts). */
  find?: (query: string) => Promise<readonly Option[]>
  /** Offer to make what was typed: "Create “Acme”". */
  create?: { label: (query: string) => string; run: (query: string) => void }
  /** Offer to choose nothing. */
  clearable?: boolean
  /** What was typed before it opened. */
  seed?: string
  texts: ComboboxTexts
}

/** The searchable list alone: inside a popover, a cell, a menu. */
export const OptionList = onDemand<OptionListProps>(() => import('./OptionList'))

interface ComboboxProps extends OptionListProps {
  /** The chosen option, where it may not be among `options`. */
  chosen?: ReactNode
  id?: string
  disabled?: boolean
  className?: string
  'aria-label'?: string
  'aria-invalid'?: boolean
  'aria-describedby'?: string | undefined
}

/** One of many, found by typing. */
export function Combobox({ chosen, id, disabled, className, ...list }: ComboboxProps) {
  const [open, setOpen] = useState(false)
  const option = list.options.find(({ value }) => value === list.value)
  const shown =
    chosen ??
    (option && (
      <>
        {option.icon}
        <span className="truncate">{option.label}</span>
      </>
    ))
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <button
          type="button"
          id={id}
          disabled={disabled}
          aria-label={list['aria-label']}
          aria-invalid={list['aria-invalid']}
          aria-describedby={list['aria-describedby']}
          className={cn('field justify-between gap-2 text-left', className)}
        >
          <span className="flex min-w-0 items-center gap-2">
            {shown ?? <span className="text-faint">{list.texts.placeholder}</span>}
          </span>
          <ChevronDown aria-hidden className="size-4 shrink-0 text-muted" />
        </button>
      </PopoverTrigger>
      <PopoverContent
        aria-label={list['aria-label'] ?? list.texts.search}
        className="w-(--radix-popover-trigger-width) min-w-56 overflow-hidden p-0"
      >
        <OptionList
          {...list}
          onChange={(value, picked) => {
            setOpen(false)
            list.onChange(value, picked)
          }}
        />
      </PopoverContent>
    </Popover>
  )
}
