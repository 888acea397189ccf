import type { CSSProperties } from 'react'
import { cn } from './cn'
import { Tooltip } from './Tooltip'

export interface Person {
  id: string
  name: string
}

/** Far apart, the furthest first: two greens side by side would be one person. None is olive. */
export const HUES = [207, 18, 288, 145, 60, 340, 255, 176, 39, 314, 231, 358] as const

/** The page's property that holds a person's hue, once it is known who is in the organisation. */
export function hueName(id: string): string {
  return `--hue-${id}`
}

/** The hue of a person for CSS, the same on every screen: their own, or until it is known one by their id. */
export function personHue(id: string): string {
  let sum = 0
  for (let i = 0; i < id.length; i++) sum = (sum * 31 + id.charCodeAt(i)) >>> 0
  return `var(${hueName(id)}, ${HUES[sum % HUES.length] ?? 0})`
}

/** Sets `--hue`, from which text-person, bg-person and bg-person-soft take their colour. */
export function personStyle(person: Pick<Person, 'id'>): CSSProperties {
  return { '--hue': personHue(person.id) } as CSSProperties
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  const last = words.length > 1 ? (words.at(-1)?.[0] ?? '') : ''
  return ((words[0]?.[0] ?? '?') + last).toUpperCase()
}

interface AvatarProps {
  person: Person
  size?: number
  /** A dot: here now, or away. */
  presence?: 'here' | 'away'
  /** Read out and shown on hover; false where the name stands beside it. */
  named?: boolean
  className?: string
}

/** A person as a coloured disc with initials. */
export function Avatar({ person, size = 22, presence, named = true, className }: AvatarProps) {
  const disc = (
    <span
      role={named ? 'img' : undefined}
      aria-label={named ? person.name : undefined}
      aria-hidden={named ? undefined : true}
      style={{
        ...personStyle(person),
        width: size,
        height: size,
        fontSize: Math.round(size * 0.41),
      }}
      className={cn(
        'relative inline-flex shrink-0 items-center justify-center rounded-full bg-person font-semibold text-on-person select-none',
        className,
      )}
    >
      {initials(person.name)}
      {presence && (
        <span
          className={cn(
            'absolute -right-px -bottom-px rounded-full ring-2 ring-surface',
            presence === 'here' ? 'bg-live' : 'bg-faint',
          )}
          style={{ width: size * 0.32, height: size * 0.32 }}
        />
      )}
    </span>
  )
  return named ? <Tooltip label={person.name}>{disc}</Tooltip> : disc
}

interface AvatarStackProps {
  people: readonly Person[]
  max?: number
  size?: number
  /** "3 more" for those who do not fit. */
  more: (count: number) => string
}

/** Several people, overlapping; the rest as a number. */
export function AvatarStack({ people, max = 4, size = 22, more }: AvatarStackProps) {
  const rest = people.slice(max)
  return (
    <span className="inline-flex items-center">
      {people.slice(0, max).map((person, index) => (
        <span
          key={person.id}
          className="inline-flex rounded-full ring-2 ring-surface"
          style={{ marginLeft: index ? -size * 0.2 : 0 }}
        >
          <Avatar person={person} size={size} />
        </span>
      ))}
      {rest.length > 0 && (
        <Tooltip label={rest.map((person) => person.name).join(', ')}>
          <span
            role="img"
            aria-label={more(rest.length)}
            className="tabular z-0 ml-0.5 inline-flex items-center justify-center rounded-full bg-press px-1.5 text-xs font-medium text-muted"
            style={{ height: size }}
          >
            +{rest.length}
          </span>
        </Tooltip>
      )}
    </span>
  )
}
