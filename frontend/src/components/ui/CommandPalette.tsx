import { Command } from 'cmdk'
import { Search } from 'lucide-react'
import type { ReactNode } from 'react'
import { Dialog } from './Dialog'
import { Kbd, pressedBy } from './Kbd'
import { Spinner } from './Spinner'

export interface PaletteItem {
  id: string
  label: string
  /** Small, after the label. */
  detail?: string
  icon?: ReactNode
  keys?: string
  words?: readonly string[]
  run: () => void
}

interface CommandPaletteProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  query: string
  onQuery: (query: string) => void
  /** Headings with their items, in order. */
  groups: readonly { heading: string; items: readonly PaletteItem[] }[]
  /** Found by a server: shown as they are, not filtered again. */
  found: { heading: string; items: readonly PaletteItem[] }
  searching: boolean
  /** Why nothing could be searched, if so. */
  failed: string | null
  texts: { title: string; placeholder: string; nothing: string; close: string }
}

/** Everything one can do or go to, by typing. */
export function CommandPalette(props: CommandPaletteProps) {
  const { open, onOpenChange, query, onQuery, groups, found, searching, failed, texts } = props
  const choose = (item: PaletteItem) => () => {
    onOpenChange(false)
    item.run()
  }
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={texts.title}
      closeLabel={texts.close}
      bare
      className="sm:top-[12vh] sm:w-[min(620px,calc(100vw-32px))]"
    >
      <Command
        label={texts.title}
        loop
        filter={(_, typed, words) => closeness(words?.join(' ') ?? '', typed)}
        className="flex max-h-[min(60dvh,480px)] flex-col"
      >
        <div className="flex h-12 shrink-0 items-center gap-3 border-b px-4">
          {searching ? (
            <Spinner className="text-muted" />
          ) : (
            <Search aria-hidden className="size-4 text-muted" />
          )}
          <Command.Input
            value={query}
            onValueChange={onQuery}
            placeholder={texts.placeholder}
            className="h-full grow bg-transparent text-md outline-none"
          />
          <Kbd keys="Esc" />
        </div>
        <Command.List className="overflow-auto p-1.5">
          {failed && <p className="px-2.5 py-2 text-sm text-muted">{failed}</p>}
          {!searching && !failed && (
            <Command.Empty className="p-8 text-center text-muted">{texts.nothing}</Command.Empty>
          )}
          {found.items.length > 0 && (
            <Group heading={found.heading}>
              {found.items.map((item) => (
                <Command.Item
                  key={item.id}
                  {...keysOf(item)}
                  value={`${item.id} ${query}`}
                  keywords={[query]}
                  onSelect={choose(item)}
                  className="menu-item px-2.5"
                >
                  <Line item={item} />
                </Command.Item>
              ))}
            </Group>
          )}
          {groups.map(({ heading, items }) => (
            <Group key={heading} heading={heading}>
              {items.map((item) => (
                <Command.Item
                  key={item.id}
                  {...keysOf(item)}
                  value={item.id}
                  keywords={[item.label, ...(item.words ?? [])]}
                  onSelect={choose(item)}
                  className="menu-item px-2.5"
                >
                  <Line item={item} />
                </Command.Item>
              ))}
            </Group>
          ))}
        </Command.List>
      </Command>
    </Dialog>
  )
}

/** From 0 to 1. Whole pieces only: "acme" is no abbreviation of "Companies", nor part of an id. */
function closeness(text: string, typed: string): number {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  const lower = ` ${text.toLowerCase()}`
  if (!words.every((word) => lower.includes(word))) return 0
  if (words.every((word) => lower.includes(` ${word}`))) return 1
  return 0.5
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-muted"
    >
      {children}
    </Command.Group>
  )
}

const named = (keys: string) => keys.replace('$mod', 'mod')
const keysOf = ({ keys }: PaletteItem) => (keys ? pressedBy(named(keys)) : {})

function Line({ item }: { item: PaletteItem }) {
  return (
    <>
      <span className="text-muted [&_svg]:size-4">{item.icon}</span>
      <span className="truncate">{item.label}</span>
      {item.detail && <span className="truncate text-sm text-muted">{item.detail}</span>}
      <span className="grow" />
      {item.keys && (
        <span className="text-muted">
          <Kbd keys={named(item.keys)} />
        </span>
      )}
    </>
  )
}
