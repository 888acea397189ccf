import { ChevronDown } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/ui/Button'
import { Input, Labelled } from '@/components/ui/Input'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/Popover'
import { formatMoney, parseMoney } from '@/format/money'
import { filterLook } from './ChoiceFilter'

interface AmountFilterProps {
  min: string | undefined
  max: string | undefined
  onChange: (range: { min: string | undefined; max: string | undefined }) => void
}

/** From an amount, to an amount, or between. */
export function AmountFilter({ min, max, onChange }: AmountFilterProps) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const short = (typed: string | undefined) =>
    typed && formatMoney(parseMoney(typed), null, { short: true })
  const range =
    min && max
      ? `${short(min)} – ${short(max)}`
      : min
        ? `≥ ${short(min)}`
        : max
          ? `≤ ${short(max)}`
          : ''
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger className={filterLook(range !== '')}>
        <span className="tabular">
          {t('board.amount')}
          {range && `: ${range}`}
        </span>
        <ChevronDown aria-hidden />
      </PopoverTrigger>
      <PopoverContent className="w-64 p-3">
        <RangeForm
          min={min}
          max={max}
          onApply={(chosen) => {
            onChange(chosen)
            setOpen(false)
          }}
        />
      </PopoverContent>
    </Popover>
  )
}

function RangeForm({
  min,
  max,
  onApply,
}: {
  min: string | undefined
  max: string | undefined
  onApply: AmountFilterProps['onChange']
}) {
  const { t } = useTranslation()
  const [low, setLow] = useState(min ?? '')
  const [high, setHigh] = useState(max ?? '')
  const wrong = (typed: string) =>
    typed.trim() && parseMoney(typed) === null ? t('field.invalid_amount') : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (wrong(low) || wrong(high)) return
    onApply({ min: low.trim() || undefined, max: high.trim() || undefined })
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <div className="grid grid-cols-2 gap-2">
        <Labelled label={t('board.from')} error={wrong(low)}>
          {(ties) => (
            <Input
              {...ties}
              autoFocus
              inputMode="decimal"
              value={low}
              onChange={(event) => setLow(event.target.value)}
            />
          )}
        </Labelled>
        <Labelled label={t('board.to')} error={wrong(high)}>
          {(ties) => (
            <Input
              {...ties}
              inputMode="decimal"
              value={high}
              onChange={(event) => setHigh(event.target.value)}
            />
          )}
        </Labelled>
      </div>
      <Button type="submit" variant="primary">
        {t('board.apply')}
      </Button>
    </form>
  )
}
