import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/ui/Button'
import { Input } from '@/components/ui/Input'
import { Select } from '@/components/ui/Select'
import { FieldPicker } from '@/components/records/FieldPicker'
import { FieldValue } from '@/components/records/FieldValue'
import { nameOf, parseTyped } from '@/components/records/fields'
import type { Field, Filter } from '@/sync'
import { filterFor, relationOf, relationsOf, shapeOf, wordsOf, type Relation } from './operators'

interface FilterEditorProps {
  field: Field
  filter: Filter | null
  onChange: (filter: Filter | null) => void
  onDone: () => void
}

/** "Industry — contains — tech": one condition, applied as it is made. */
export function FilterEditor({ field, filter, onChange, onDone }: FilterEditorProps) {
  const { t } = useTranslation()
  const relations = relationsOf(field)
  const shape = shapeOf(field)
  const [relation, setRelation] = useState<Relation>(
    filter ? relationOf(filter) : (relations[0] ?? 'eq'),
  )
  const [value, setValue] = useState<Filter['value'] | null>(
    filter && filter.op !== 'empty' ? filter.value : null,
  )
  const say = (next: Relation, of: Filter['value'] | null) => {
    setRelation(next)
    setValue(of)
    onChange(filterFor(nameOf(field), next, of))
  }
  const bare = relation === 'empty' || relation === 'filled'
  return (
    <div
      onKeyDown={(event) => {
        if (event.key === 'Enter' && event.target instanceof HTMLInputElement && shape !== 'choice')
          onDone()
      }}
    >
      <div className="flex items-center gap-2 border-b p-2">
        <span className="min-w-0 shrink truncate pl-1 font-medium">{field.label}</span>
        <Select
          className="ml-auto h-7 w-auto"
          aria-label={t('records.filter_relation')}
          value={relation}
          onChange={(next) => say(next as Relation, value)}
          options={relations.map((one) => ({
            value: one,
            label: t(wordsOf(field, one)),
          }))}
        />
      </div>
      {!bare && shape === 'choice' && (
        <FieldPicker
          field={field}
          value={value}
          many={relation === 'in'}
          clearable={false}
          onPick={(next) => say(relation, next as Filter['value'] | null)}
        />
      )}
      {!bare && shape === 'switch' && (
        <div className="flex gap-2 p-2">
          {(['true', 'false'] as const).map((one) => (
            <Button
              key={one}
              size="sm"
              aria-pressed={String(value) === one}
              variant={String(value) === one ? 'primary' : 'secondary'}
              onClick={() => say('eq', one)}
            >
              {t(`records.${one}`)}
            </Button>
          ))}
        </div>
      )}
      {!bare && (shape === 'text' || shape === 'number' || shape === 'date') && (
        <Typed {...{ field, value }} onChange={(next) => say(relation, next)} />
      )}
    </div>
  )
}

interface TypedProps {
  field: Field
  value: Filter['value'] | null
  onChange: (value: string | null) => void
}

function Typed({ field, value, onChange }: TypedProps) {
  const shape = shapeOf(field)
  const [text, setText] = useState(value === null ? '' : String(value as string))
  const read = (typed: string): string | null => {
    if (shape !== 'number') return typed.trim() || null
    const parsed = parseTyped({ ...field, required: false }, typed)
    return 'value' in parsed && parsed.value !== null ? String(parsed.value) : null
  }
  return (
    <div className="p-2">
      <Input
        autoFocus
        type={shape === 'date' ? 'date' : 'text'}
        inputMode={shape === 'number' ? 'decimal' : 'text'}
        aria-label={field.label}
        aria-invalid={text !== '' && read(text) === null}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          onChange(read(event.target.value))
        }}
      />
    </div>
  )
}

/** A condition in words: "Industry contains tech". */
export function FilterText({ field, filter }: { field: Field; filter: Filter }) {
  const { t } = useTranslation()
  const relation = relationOf(filter)
  const values = Array.isArray(filter.value) ? (filter.value as string[]) : [String(filter.value)]
  return (
    <span className="inline-flex min-w-0 items-center gap-1 whitespace-nowrap">
      <span className="font-medium">{field.label}</span>
      <span>{t(wordsOf(field, relation))}</span>
      {filter.op !== 'empty' && (
        <span className="inline-flex min-w-0 items-center gap-1 truncate text-text">
          {shapeOf(field) === 'switch' ? (
            t(`records.${values[0] === 'true' ? 'true' : 'false'}`)
          ) : (
            <>
              <FieldValue field={field} value={values[0]} />
              {values.length > 1 && <span className="tabular">+{values.length - 1}</span>}
            </>
          )}
        </span>
      )}
    </span>
  )
}
