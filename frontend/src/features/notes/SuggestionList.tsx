import { forwardRef, useEffect, useImperativeHandle, useRef, useState, type ReactNode } from 'react'
import { cn } from '@/components/ui/cn'

export interface Choice {
  id: string
  label: string
  detail?: string
  icon: ReactNode
}

interface SuggestionListProps {
  label: string
  /** Said when nothing matches. */
  nothing: string
  choices: readonly Choice[]
  onChoose: (choice: Choice) => void
  /** Told which option the caret's keys are on, for screen readers. */
  onActive: (optionId: string | null) => void
}

export interface SuggestionListHandle {
  /** Whether the key was for the list; `now`: the choices, which may be newer than those drawn. */
  press: (key: string, now: readonly Choice[]) => boolean
}

export const LIST_ID = 'note-choices'
const optionId = (index: number) => `${LIST_ID}-${index}`

/** What can be chosen at the caret; the text keeps the focus, and passes the keys on. */
export const SuggestionList = forwardRef<SuggestionListHandle, SuggestionListProps>(
  function SuggestionList({ label, nothing, choices, onChoose, onActive }, handle) {
    const [picked, setPicked] = useState(0)
    const list = useRef<HTMLDivElement>(null)
    const at = Math.min(picked, choices.length - 1)
    useEffect(() => {
      onActive(at >= 0 ? optionId(at) : null)
      list.current?.querySelector(`#${optionId(at)}`)?.scrollIntoView({ block: 'nearest' })
    }, [at, onActive])
    useImperativeHandle(handle, () => ({
      press: (key, now) => {
        const step = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0
        if (step && now.length > 0) {
          setPicked((at + step + now.length) % now.length)
          return true
        }
        const choice = now[Math.min(picked, now.length - 1)]
        if ((key !== 'Enter' && key !== 'Tab') || !choice) return false
        onChoose(choice)
        return true
      },
    }))
    return (
      <div
        ref={list}
        id={LIST_ID}
        role="listbox"
        aria-label={label}
        className="floating z-50 flex max-h-72 w-60 flex-col overflow-auto rounded-lg p-1"
      >
        {choices.length === 0 && <p className="px-2 py-1.5 text-sm text-muted">{nothing}</p>}
        {choices.map((choice, index) => (
          <div
            key={choice.id}
            id={optionId(index)}
            role="option"
            aria-selected={index === at}
            onMouseDown={(event) => event.preventDefault()} // the text keeps the caret
            onMouseMove={() => setPicked(index)}
            onClick={() => onChoose(choice)}
            className={cn(
              'flex h-8 shrink-0 cursor-pointer items-center gap-2.5 rounded-md px-2 [&_svg]:size-4 [&_svg]:text-muted',
              index === at && 'bg-hover',
            )}
          >
            {choice.icon}
            <span className="min-w-0 grow truncate">{choice.label}</span>
            {choice.detail && <span className="shrink-0 text-sm text-faint">{choice.detail}</span>}
          </div>
        ))}
      </div>
    )
  },
)
