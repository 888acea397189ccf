import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Switch } from '@/components/ui/Switch'
import { DateInput } from '@/components/ui/DateInput'
import { Input, Labelled, Textarea } from '@/components/ui/Input'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/Popover'
import type { Field, Row } from '@/sync'
import { editorOf, editText, isMany, isNumeric, parseTyped } from './fields'
import { FieldPicker } from './FieldPicker'
import { FieldValue } from './FieldValue'

interface FieldInputProps {
  field: Field
  value: unknown
  onChange: (value: unknown) => void
  /** The other values of the form: a stage is chosen within its pipeline. */
  row?: Row
  error?: string | undefined
  autoFocus?: boolean
}

type Ties = { id: string; 'aria-invalid': boolean; 'aria-describedby': string | undefined }

/** A field of a form, with its label, by its kind. */
export function FieldInput(props: FieldInputProps) {
  const { field, error } = props
  const { t } = useTranslation()
  const [problem, setProblem] = useState<string>()
  return (
    <Labelled label={field.label} required={field.required} error={problem ?? error}>
      {(ties) => {
        switch (editorOf(field)) {
          case 'chosen':
            return <Chosen {...props} ties={ties} />
          case 'switch':
            return (
              <Switch
                {...ties}
                checked={props.value === true}
                onCheckedChange={(on) => props.onChange(on)}
              />
            )
          case 'date':
            return (
              <DateInput
                {...ties}
                value={(props.value as string | null | undefined) ?? null}
                onChange={props.onChange}
              />
            )
          default:
            return (
              <Typed
                {...props}
                ties={ties}
                onProblem={(which) => setProblem(which && t(`records.problem.${which}`))}
              />
            )
        }
      }}
    </Labelled>
  )
}

type Problem = Extract<ReturnType<typeof parseTyped>, { problem: unknown }>['problem']

interface TypedProps extends FieldInputProps {
  ties: Ties
  onProblem: (problem: Problem | undefined) => void
}

function Typed({ field, value, onChange, autoFocus, ties, onProblem }: TypedProps) {
  const [text, setText] = useState(editText(value))
  const change = (typed: string) => {
    setText(typed)
    const parsed = parseTyped(field, typed)
    onProblem(undefined)
    onChange('value' in parsed ? parsed.value : null)
  }
  const check = () => {
    const parsed = parseTyped(field, text)
    if ('problem' in parsed && parsed.problem !== 'required') onProblem(parsed.problem)
  }
  const shared = {
    ...ties,
    value: text,
    autoFocus: autoFocus ?? false,
    onBlur: check,
    onChange: (event: { target: { value: string } }) => change(event.target.value),
  }
  if (field.kind === 'long_text') return <Textarea {...shared} />
  return (
    <Input
      {...shared}
      autoComplete="off"
      inputMode={isNumeric(field) ? 'decimal' : field.kind === 'email' ? 'email' : 'text'}
    />
  )
}

function Chosen({ field, value, row, onChange, ties }: FieldInputProps & { ties: Ties }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const many = isMany(field)
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <button type="button" {...ties} className="field justify-between gap-2 text-left">
          <span className="flex min-w-0 items-center">
            {value ? (
              <FieldValue field={field} value={value} row={row} />
            ) : (
              <span className="text-faint">{t('field.pick')}</span>
            )}
          </span>
          <ChevronDown aria-hidden className="size-4 shrink-0 text-muted" />
        </button>
      </PopoverTrigger>
      <PopoverContent
        aria-label={field.label}
        className="w-(--radix-popover-trigger-width) min-w-56 overflow-hidden p-0"
      >
        <FieldPicker
          field={field}
          value={value}
          row={row}
          onPick={(picked) => {
            if (!many) setOpen(false)
            onChange(picked)
          }}
        />
      </PopoverContent>
    </Popover>
  )
}
