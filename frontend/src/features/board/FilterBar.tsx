import { Search, X } from 'lucide-react'
import { memo, useReducer } from 'react'
import { useTranslation } from 'react-i18next'
import { usePeople } from '@/components/records/people'
import { colorOf } from '@/components/records/colors'
import { tagNames } from '@/components/records/tagNames'
import { Avatar } from '@/components/ui/Avatar'
import { Dot } from '@/components/ui/Badge'
import { Button } from '@/components/ui/Button'
import { useSearchText } from '@/components/ui/useSearchText'
import { splitList, useFieldAccess, useList, useLive, useMe } from '@/sync'
import { AmountFilter } from './AmountFilter'
import { ChoiceFilter, type Choice } from './ChoiceFilter'
import { isFiltered, toggled, type BoardFilters } from './filters'

interface FilterBarProps {
  filters: BoardFilters
  onFilters: (filters: BoardFilters) => void
}

/** What the board is narrowed to: words, owners, tags, amounts. */
export const FilterBar = memo(function FilterBar({ filters, onFilters }: FilterBarProps) {
  const { t } = useTranslation()
  const owners = useOwners()
  const tags = useTags(filters.tags)
  const amounts = useFieldAccess('deals', 'amount') !== 'none'
  const set = (part: { [key in keyof BoardFilters]?: string | undefined }) =>
    onFilters(cleaned({ ...filters, ...part }))
  return (
    <div className="flex shrink-0 items-center gap-1.5 overflow-x-auto px-4 py-2.5 [scrollbar-width:none] max-sm:px-5">
      <SearchBox value={filters.q ?? ''} onChange={(q) => set({ q })} />
      <ChoiceFilter
        label={t('board.owner')}
        choices={owners}
        chosen={filters.owner}
        onToggle={(id) => set({ owner: toggled(filters.owner, id) })}
        onClear={() => set({ owner: undefined })}
      />
      <ChoiceFilter
        label={t('board.tag')}
        choices={tags.choices}
        onOpen={tags.look}
        chosen={filters.tags}
        onToggle={(name) => set({ tags: toggled(filters.tags, name) })}
        onClear={() => set({ tags: undefined })}
      />
      {amounts && <AmountFilter min={filters.min} max={filters.max} onChange={set} />}
      {isFiltered(filters) && (
        <Button variant="ghost" size="sm" onClick={() => onFilters({})}>
          <X aria-hidden />
          {t('board.clear')}
        </Button>
      )}
    </div>
  )
})

function cleaned(filters: { [key in keyof BoardFilters]?: string | undefined }): BoardFilters {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value))
}

function useOwners(): readonly Choice[] {
  const { people } = usePeople()
  const me = useMe().user.id
  return [...people]
    .sort((a, b) => Number(b.id === me) - Number(a.id === me))
    .map((person) => ({
      value: person.id,
      label: person.name,
      icon: <Avatar person={person} size={18} named={false} />,
    }))
}

/** The organisation's tags; after them what is chosen, and what `look` finds to be written on records. */
function useTags(chosen: string | undefined): { choices: readonly Choice[]; look: () => void } {
  const live = useLive()
  const { rows } = useList('tags', { sort: 'name', limit: 200 })
  // Not live: nothing moves in a list that is open, and no card that changes looks at all the others.
  const [written, look] = useReducer(() => tagNames(live, rows), [])
  const listed = rows.map((tag) => choice(String(tag['name']), tag['color']))
  const names = new Set([...(chosen ? splitList(chosen) : []), ...written])
  for (const { value } of listed) names.delete(value)
  return { choices: [...listed, ...[...names].map((name) => choice(name))], look }
}

function choice(name: string, color?: unknown): Choice {
  return { value: name, label: name, icon: <Dot color={colorOf(color)} /> }
}

/** Asks only when the typing pauses. */
function SearchBox({ value, onChange }: { value: string; onChange: (q: string) => void }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useSearchText(value, onChange)
  return (
    <label className="relative shrink-0">
      <span className="sr-only">{t('board.search')}</span>
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2 size-3.5 -translate-y-1/2 text-muted"
      />
      <input
        type="search"
        data-search
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        placeholder={t('board.search')}
        className="field h-7 w-44 rounded-full border-line pl-7 text-sm max-sm:w-32 [&::-webkit-search-cancel-button]:hidden"
      />
    </label>
  )
}
