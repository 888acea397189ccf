import { useTranslation } from 'react-i18next'
import { AvatarStack } from '@/components/ui/Avatar'
import { cn } from '@/components/ui/cn'
import { formatDate, formatMoment, formatTime } from '@/format/dates'
import type { Version } from './useVersions'

interface VersionListProps {
  versions: readonly Version[]
  chosen: string | null
  onChoose: (id: string) => void
}

/** The sittings by day; arrow keys move through them. */
export function VersionList({ versions, chosen, onChoose }: VersionListProps) {
  const { t } = useTranslation()
  const days = byDay(versions)
  const move = (step: number) => {
    const at = versions.findIndex(({ id }) => id === chosen)
    const next = versions[at + step]
    if (next) onChoose(next.id)
  }
  return (
    <div
      role="listbox"
      tabIndex={0}
      aria-label={t('notes.history.title')}
      aria-activedescendant={chosen ? `version-${chosen}` : undefined}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
        if (!step) return
        event.preventDefault()
        move(step)
      }}
      className="w-60 shrink-0 overflow-auto rounded-md max-sm:h-36 max-sm:w-full"
    >
      {days.map(([day, sittings]) => (
        <div key={day} role="group" aria-label={day} className="mb-3">
          <div
            aria-hidden
            className="sticky top-0 bg-raised px-2 py-1 text-sm font-medium text-muted"
          >
            {day}
          </div>
          {sittings.map((version) => (
            <Sitting
              key={version.id}
              version={version}
              chosen={version.id === chosen}
              onChoose={onChoose}
            />
          ))}
        </div>
      ))}
    </div>
  )
}

interface SittingProps {
  version: Version
  chosen: boolean
  onChoose: (id: string) => void
}

function Sitting({ version, chosen, onChoose }: SittingProps) {
  const { t } = useTranslation()
  const names = version.authors.map(({ name }) => name ?? t('notes.unknown'))
  const people = version.authors.flatMap(({ id, name }) => (id ? [{ id, name: name ?? '' }] : []))
  return (
    <div
      id={`version-${version.id}`}
      role="option"
      aria-selected={chosen}
      onClick={() => onChoose(version.id)}
      className={cn(
        'flex min-h-11 cursor-pointer items-center gap-2 rounded-md px-2 py-1 hover:bg-hover',
        chosen && 'bg-press',
      )}
    >
      <span className="min-w-0 grow">
        <span className="tabular block truncate font-medium" title={formatMoment(version.ended_at)}>
          {version.current ? t('notes.history.now') : formatTime(version.ended_at)}
        </span>
        <span className="block truncate text-sm text-muted">
          {version.restored_from
            ? t('notes.history.restored', { when: formatMoment(version.restored_from) })
            : names.join(', ')}
        </span>
      </span>
      <AvatarStack
        people={people}
        size={19}
        max={3}
        more={(count) => t('common.more_people', { count })}
      />
    </div>
  )
}

function byDay(versions: readonly Version[]): [string, Version[]][] {
  const days = new Map<string, Version[]>()
  for (const version of versions) {
    const day = formatDate(version.ended_at)
    days.set(day, [...(days.get(day) ?? []), version])
  }
  return [...days]
}
