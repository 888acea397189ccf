import { Command } from 'cmdk'
import { Check, Plus, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { OptionListProps } from './Combobox'
import type { Option } from './Select'
import { Spinner } from './Spinner'

/** See Combobox.tsx, which loads this when a list is first opened. */
export default function OptionList({
  value,
  onChange,
  options,
  find,
  create,
  clearable,
  seed = '',
  texts,
}: OptionListProps) {
  const [query, setQuery] = useState(seed)
  const { found, searching } = useFound(query, find)
  const shown = find && query ? found : options
  const isChosen = (one: string) => (Array.isArray(value) ? value.includes(one) : one === value)
  return (
    <Command loop shouldFilter={!find} className="flex max-h-80 flex-col">
      <div className="flex h-9 shrink-0 items-center gap-2 border-b px-2.5">
        <Command.Input
          autoFocus
          value={query}
          onValueChange={setQuery}
          placeholder={texts.search}
          className="h-full min-w-0 grow bg-transparent outline-none"
        />
        {searching && <Spinner className="text-muted" />}
      </div>
      <Command.List className="overflow-auto p-1">
        {!searching && !create && (
          <Command.Empty className="px-2 py-3 text-muted">{texts.nothing}</Command.Empty>
        )}
        {shown.map((option) => (
          <Command.Item
            key={option.value}
            value={option.value}
            keywords={[option.label, option.detail ?? '']}
            disabled={option.disabled ?? false}
            aria-checked={isChosen(option.value)}
            onSelect={() => onChange(option.value, option)}
            className="menu-item"
          >
            {option.icon}
            <span className="grow truncate">{option.label}</span>
            {option.detail && (
              <span className="max-w-[45%] shrink-0 truncate text-sm text-muted">
                {option.detail}
              </span>
            )}
            {isChosen(option.value) && <Check aria-hidden className="size-4 text-accent-text" />}
          </Command.Item>
        ))}
        {create && query.trim() && (
          <Command.Item
            forceMount
            value={`create ${query}`}
            keywords={[query]}
            onSelect={() => create.run(query.trim())}
            className="menu-item"
          >
            <Plus aria-hidden className="size-4 text-muted" />
            <span className="truncate">{create.label(query.trim())}</span>
          </Command.Item>
        )}
        {clearable && value && value.length > 0 && !query && (
          <Command.Item
            value="clear"
            onSelect={() => onChange(null)}
            className="menu-item text-muted"
          >
            <X aria-hidden className="size-4" />
            {texts.clear}
          </Command.Item>
        )}
      </Command.List>
    </Command>
  )
}

function useFound(query: string, find: OptionListProps['find']) {
  const [answer, setAnswer] = useState<{ to: string; options: readonly Option[] }>({
    to: '',
    options: [],
  })
  useEffect(() => {
    if (!find || !query) return
    let current = true
    const timer = setTimeout(() => {
      void find(query)
        .catch(() => [])
        .then((options) => {
          if (current) setAnswer({ to: query, options })
        })
    }, 120)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [query, find])
  // What was found last stays on the screen until the next answer.
  return { found: answer.options, searching: !!find && query !== '' && answer.to !== query }
}
