import { useRef, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { OFFERED } from './reactions'

const ACROSS = 8
const STEPS: Record<string, number> = {
  ArrowRight: 1,
  ArrowLeft: -1,
  ArrowDown: ACROSS,
  ArrowUp: -ACROSS,
}

/** Emoji to choose one of; arrows move, Enter takes. */
export function EmojiGrid({ onPick }: { onPick: (emoji: string) => void }) {
  const { t } = useTranslation()
  const grid = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key]
    const buttons = [...(grid.current?.querySelectorAll('button') ?? [])]
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement)
    if (!step || at < 0) return
    event.preventDefault()
    buttons[(at + step + buttons.length) % buttons.length]?.focus()
  }
  return (
    <div ref={grid} role="group" className="grid grid-cols-8 gap-0.5" onKeyDown={onKeyDown}>
      {OFFERED.map((emoji, index) => (
        <button
          key={emoji}
          type="button"
          autoFocus={index === 0}
          tabIndex={index === 0 ? 0 : -1}
          aria-label={t('talk.react_with', { emoji })}
          onClick={() => onPick(emoji)}
          className="inline-flex size-8 items-center justify-center rounded-md text-lg leading-none hover:bg-hover focus-visible:bg-press"
        >
          {emoji}
        </button>
      ))}
    </div>
  )
}
