import { EyeOff } from 'lucide-react'
import type { Named } from '@/components/records/mentionables'
import { useTranslation } from 'react-i18next'
import type { Target } from './useComments'
import { useReaders } from './useReaders'

/** Says which of those who are mentioned can't see the record, before anybody waits for their answer. */
export function Unseen({ target, mentioned }: { target: Target; mentioned: readonly Named[] }) {
  const { t } = useTranslation()
  const readers = useReaders(target, mentioned.length > 0)
  if (!readers) return null
  const people = mentioned.filter(({ id, members }) => !members && !readers.has(id))
  const teams = mentioned.flatMap(({ name, members = [] }) => {
    const count = members.filter((id) => !readers.has(id)).length
    return count > 0 ? [{ name, count }] : []
  })
  const names = people.map(({ name }) => name).join(', ')
  return (
    <div
      aria-live="polite"
      className="flex flex-col gap-0.5 px-3 text-sm text-warn-text empty:hidden"
    >
      {people.length > 0 && <Line>{t('talk.unseen', { names, count: people.length })}</Line>}
      {teams.map(({ name, count }) => (
        <Line key={name}>{t('talk.unseen_of_team', { team: name, count })}</Line>
      ))}
    </div>
  )
}

function Line({ children }: { children: string }) {
  return (
    <p className="flex items-center gap-1.5">
      <EyeOff aria-hidden className="size-3.5 shrink-0" />
      {children}
    </p>
  )
}
