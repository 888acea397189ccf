import { Search, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Kbd } from '@/components/ui/Kbd'
import { useSearchText } from '@/components/ui/useSearchText'

interface SearchBoxProps {
  value: string
  onChange: (value: string) => void
  label: string
}

/** Searches as one types, after a short pause; `/` comes here, Esc empties it, then leaves. */
export function SearchBox({ value, onChange, label }: SearchBoxProps) {
  const { t } = useTranslation()
  const [text, setText] = useSearchText(value, onChange)
  return (
    <div className="group flex h-7 w-56 min-w-0 items-center gap-2 rounded-md border px-2 focus-within:border-line-strong max-sm:w-0 max-sm:min-w-44 max-sm:grow">
      <Search aria-hidden className="size-4 shrink-0 text-muted" />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          if (text) setText('')
          else event.currentTarget.blur()
          event.stopPropagation()
          event.preventDefault()
        }}
        className="h-full min-w-0 grow bg-transparent outline-none [&::-webkit-search-cancel-button]:hidden"
      />
      {text ? (
        <button
          type="button"
          aria-label={t('field.clear')}
          onClick={() => setText('')}
          className="-mr-1 inline-flex size-6 items-center justify-center rounded-sm text-muted hover:bg-hover"
        >
          <X aria-hidden className="size-3.5" />
        </button>
      ) : (
        <span aria-hidden className="text-faint group-focus-within:hidden coarse:hidden">
          <Kbd keys="/" />
        </span>
      )}
    </div>
  )
}
