import { RadioGroup } from 'radix-ui'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useAgo } from '@/components/ui/Ago'
import { Button } from '@/components/ui/Button'
import { Dialog } from '@/components/ui/Dialog'
import { showValue } from '@/components/records/showValue'
import {
  useFields,
  useLive,
  useMeta,
  useRow,
  useStatus,
  textOf,
  type Conflict,
  type Field,
  type Operation,
  type Row,
} from '@/sync'

/** Somebody changed the same field: mine or theirs, field by field. Nothing is overwritten unasked. */
export default function ConflictDialog() {
  const operation = useStatus((status) => status.conflicts[0])
  return (
    operation?.conflict && (
      <Ask key={operation.id} operation={operation} conflict={operation.conflict} />
    )
  )
}

function Ask({ operation, conflict }: { operation: Operation; conflict: Conflict }) {
  const { t } = useTranslation()
  const { outbox } = useLive()
  const { type, recordId } = operation
  const fields = useFields(type)
  const title = useMeta()?.types[type]?.title ?? 'name'
  const row = useRow(type, recordId)
  /** The fields whose other value was chosen; null: nothing was chosen yet. */
  const [theirs, setTheirs] = useState<readonly string[] | null>(null)
  const names = Object.keys(conflict.fields)
  const settle = (mine: readonly string[]) => outbox.resolve(operation, mine)
  const save = () => settle(names.filter((name) => !theirs?.includes(name)))
  return (
    <Dialog
      open
      // It can't be put off: until it is answered, neither side is saved.
      onOpenChange={() => undefined}
      title={t('conflict.title')}
      description={t('conflict.text', { record: textOf(row ?? conflict.current, title) })}
      className="sm:w-[min(620px,calc(100vw-32px))]"
      footer={
        <>
          {names.length > 1 && (
            <>
              <Button variant="ghost" onClick={() => settle([])}>
                {t('conflict.keep_theirs')}
              </Button>
              <Button variant="ghost" onClick={() => settle(names)}>
                {t('conflict.keep_mine')}
              </Button>
            </>
          )}
          <Button variant="primary" onClick={save}>
            {t('conflict.save')}
          </Button>
        </>
      }
    >
      <ul
        className="flex flex-col gap-4"
        onKeyDown={({ key }) => {
          // Not the Enter that ended the typing: it may come just as this opens.
          if (key === 'Enter' && theirs) save()
        }}
      >
        {names.map((name) => (
          <li key={name}>
            <Choice
              name={name}
              field={fields.get(name)}
              conflict={conflict}
              row={row}
              side={theirs?.includes(name) ? 'theirs' : 'mine'}
              onSide={(side) => {
                const others = (theirs ?? []).filter((one) => one !== name)
                setTheirs(side === 'theirs' ? [...others, name] : others)
              }}
            />
          </li>
        ))}
      </ul>
    </Dialog>
  )
}

interface ChoiceProps {
  name: string
  field: Field | undefined
  conflict: Conflict
  row: Row | undefined
  side: 'mine' | 'theirs'
  onSide: (side: string) => void
}

/** One field: what it was, and the two values it may have. */
function Choice({ name, field, conflict, row, side, onSide }: ChoiceProps) {
  const { t } = useTranslation()
  const label = field?.label ?? name
  const told = conflict.fields[name]
  const show = (value: unknown) => showValue(value, field, row) || t('common.empty')
  return (
    <>
      <p className="mb-1.5">
        <span className="font-medium">{label}</span>{' '}
        <span className="text-muted">
          ({t('conflict.was')} {show(told?.base)})
        </span>
      </p>
      <RadioGroup.Root
        aria-label={label}
        value={side}
        onValueChange={onSide}
        className="grid gap-2 sm:grid-cols-2"
      >
        <Side value="mine">{show(told?.yours)}</Side>
        <Side value="theirs" author={<Author of={conflict.changedBy[name]} />}>
          {/* It may change once more while one reads. */}
          <span key={show(told?.theirs)} className="animate-fade">
            {show(told?.theirs)}
          </span>
        </Side>
      </RadioGroup.Root>
    </>
  )
}

interface SideProps {
  value: 'mine' | 'theirs'
  author?: ReactNode
  children: ReactNode
}

function Side({ value, author, children }: SideProps) {
  const { t } = useTranslation()
  return (
    <RadioGroup.Item
      value={value}
      // Radix chooses by arrow only while the key is down; the focus may come after it.
      onFocus={({ currentTarget }) => currentTarget.click()}
      className="rounded-md border p-2.5 text-left hover:bg-hover data-[state=checked]:border-accent data-[state=checked]:bg-accent-soft"
    >
      <span className="block text-sm text-muted">
        {t(`conflict.${value}`)}
        {author}
      </span>
      <span aria-live="polite" className="break-words">
        {children}
      </span>
    </RadioGroup.Item>
  )
}

function Author({ of }: { of: Conflict['changedBy'][string] | undefined }) {
  const ago = useAgo(of?.at ?? '')
  return of && <> · {[of.by.name, ago].filter(Boolean).join(', ')}</>
}
