import { AtSign, UsersRound } from 'lucide-react'
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Avatar } from '@/components/ui/Avatar'
import { Button } from '@/components/ui/Button'
import { cn } from '@/components/ui/cn'
import { IconButton } from '@/components/ui/IconButton'
import { Kbd, pressedBy } from '@/components/ui/Kbd'
import { useWholeInSight } from '@/components/ui/useWholeInSight'
import { candidates, insertMention, mentionAt, mentionedIn } from './mentions'
import { Unseen } from './Unseen'
import type { Target } from './useComments'
import { useDraft } from './useDraft'
import { useMentionables, type Named } from '@/components/records/mentionables'

/** What is said, and to whom by name. */
export interface Said {
  body: string
  mentions: string[]
  team_mentions: string[]
}

interface ComposerProps {
  label: string
  /** The record it is about: not everybody may see it. */
  target: Target
  /** Where what is written is kept until it is sent, as `useDraft` names it. */
  place: string
  initial?: string
  /** The version of the comment that is changed. */
  since?: number
  submitLabel: string
  /** Unless it was begun before: nobody asked for it just now. */
  autoFocus?: boolean
  onSubmit: (said: Said) => void
  onCancel?: () => void
  /** Told while there is something unsent in it. */
  onTyping?: (typing: boolean) => void
}

/** Where a comment is written: @ names people, ⌘↵ sends. */
export function Composer({
  label,
  target,
  place,
  initial = '',
  since,
  submitLabel,
  autoFocus,
  onSubmit,
  onCancel,
  onTyping,
}: ComposerProps) {
  const { t } = useTranslation()
  const { text, kept, touched, write, discard } = useDraft(place, initial, since)
  const [caret, setCaret] = useState(text.length)
  const [picked, setPicked] = useState(0)
  const [dismissed, setDismissed] = useState<number | null>(null)
  const box = useRef<HTMLDivElement>(null)
  const area = useRef<HTMLTextAreaElement>(null)
  const wantedCaret = useRef<number | null>(null)
  const listId = useId()
  useWholeInSight(box)
  const { all, active } = useMentionables()
  const mention = mentionAt(text, caret)
  const found = mention && mention.start !== dismissed ? candidates(active, mention.query) : []
  const choice = found[Math.min(picked, found.length - 1)]

  useEffect(() => {
    if (wantedCaret.current === null) return
    area.current?.setSelectionRange(wantedCaret.current, wantedCaret.current)
    wantedCaret.current = null
  }, [text])
  const called = mentionedIn(text, all)
  const typing = touched && text.trim() !== ''
  useEffect(() => {
    onTyping?.(typing)
    return () => onTyping?.(false)
  }, [typing, onTyping])

  const choose = (name: string) => {
    if (!mention) return
    const next = insertMention(text, mention.start, caret, name)
    wantedCaret.current = next.caret
    write(next.text)
    setCaret(next.caret)
    setPicked(0)
    setDismissed(mention.start) // "@Ben Okafor " still reads like a mention being typed
    area.current?.focus()
  }
  const submit = () => {
    const body = text.trim()
    if (!body) return
    const isTeam = ({ members }: Named) => members !== undefined
    onSubmit({
      body,
      mentions: called.filter((one) => !isTeam(one)).map(({ id }) => id),
      team_mentions: called.filter(isTeam).map(({ id }) => id),
    })
    discard()
    setCaret(0)
    setDismissed(null)
  }
  const cancel = onCancel && (() => (discard(), onCancel()))
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) submit()
    else if (choice && mention) {
      const turn = { ArrowDown: 1, ArrowUp: -1 }[event.key]
      if (turn) setPicked((found.indexOf(choice) + turn + found.length) % found.length)
      else if (event.key === 'Escape') setDismissed(mention.start)
      else if (event.key === 'Enter' || event.key === 'Tab') choose(choice.name)
      else return
    } else if (event.key === 'Escape' && cancel) cancel()
    else if (event.key === 'Escape') area.current?.blur()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div
      ref={box}
      className="relative scroll-mb-2 rounded-lg border bg-surface focus-within:border-line-strong focus-within:ring-2 focus-within:ring-focus/40"
    >
      <textarea
        ref={area}
        value={text}
        autoFocus={autoFocus && !kept}
        rows={1}
        maxLength={20_000}
        placeholder={label}
        aria-label={label}
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        {...(choice ? { 'aria-activedescendant': `${listId}-${choice.id}` } : {})}
        onChange={(event) => {
          write(event.target.value)
          setCaret(event.target.selectionStart)
          setPicked(0)
          if (!mentionAt(event.target.value, event.target.selectionStart)) setDismissed(null)
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onKeyDown={onKeyDown}
        className="block field-sizing-content max-h-60 min-h-9 w-full resize-none bg-transparent px-3 pt-2 outline-none"
      />
      <Unseen target={target} mentioned={called} />
      <div className="flex items-center gap-1 px-1.5 pb-1.5">
        <IconButton
          size="sm"
          label={t('comments.mention')}
          icon={<AtSign />}
          onClick={() => {
            const at = `${text}${text && !/\s$/.test(text) ? ' ' : ''}@`
            wantedCaret.current = at.length
            write(at)
            setCaret(at.length)
            setDismissed(null)
            area.current?.focus()
          }}
        />
        <span className="grow" />
        {cancel && (
          <Button size="sm" variant="ghost" onClick={cancel}>
            {t('common.cancel')}
          </Button>
        )}
        <Button
          size="sm"
          variant="primary"
          disabled={!text.trim()}
          onClick={submit}
          {...pressedBy('mod+enter')}
        >
          {submitLabel}
          <span className="coarse:hidden">
            <Kbd keys="mod+enter" />
          </span>
        </Button>
      </div>
      {found.length > 0 && (
        <ul
          id={listId}
          role="listbox"
          aria-label={t('comments.mention')}
          className="floating absolute bottom-full left-2 z-20 mb-1 w-64 p-1"
        >
          {found.map((person) => (
            <li
              key={person.id}
              id={`${listId}-${person.id}`}
              role="option"
              aria-selected={person === choice}
              // Before the field loses the focus.
              onMouseDown={(event) => {
                event.preventDefault()
                choose(person.name)
              }}
              className={cn('menu-item', person === choice && 'bg-press')}
            >
              {person.members ? (
                <UsersRound aria-hidden className="size-5 rounded-full bg-press p-1 text-muted" />
              ) : (
                <Avatar person={person} size={20} named={false} />
              )}
              <span className="truncate">{person.name}</span>
              <span className="ml-auto truncate text-sm text-muted">
                {person.members ? `${t('talk.team')} · ${person.detail}` : person.detail}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
