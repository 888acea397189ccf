import { useRef, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { parseMoney } from '@/format/money'
import { useChanges, useFieldAccess, type StageColumn } from '@/sync'
import { useBoardStore } from './boardStore'

interface QuickAddProps {
  pipelineId: string
  stage: StageColumn
  currency: string
}

/** A new deal at the top of its column: Enter adds it and is ready for the next, Esc closes. */
export function QuickAdd({ pipelineId, stage, currency }: QuickAddProps) {
  const { t } = useTranslation()
  const { create } = useChanges()
  const store = useBoardStore()
  const [name, setName] = useState('')
  const [amount, setAmount] = useState('')
  const input = useRef<HTMLInputElement>(null)
  const priced = useFieldAccess('deals', 'amount') === 'write'
  const value = parseMoney(amount)
  const wrong = amount.trim() !== '' && value === null
  const close = () => store.setState({ adding: null })

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!name.trim() || wrong) return
    const id = create('deals', {
      name: name.trim(),
      pipeline_id: pipelineId,
      stage_id: stage.id,
      currency,
      ...(value === null ? {} : { amount: value }),
    })
    store.setState({
      selected: id,
      said: t('board.added', { name: name.trim(), stage: stage.name }),
    })
    setName('')
    setAmount('')
    input.current?.focus()
  }
  return (
    <form
      onSubmit={submit}
      onKeyDown={(event) => {
        event.stopPropagation()
        // The keys go back to the card they were at.
        if (event.key === 'Escape')
          store.setState(({ selected }) => ({ adding: null, focus: selected }))
      }}
      onBlur={(event) => {
        const left = !event.currentTarget.contains(event.relatedTarget)
        if (left && !name.trim() && !amount.trim()) close()
      }}
      className="mx-2 mt-1 animate-rise rounded-md border border-accent bg-raised p-1 shadow-[0_0_0_1px_var(--accent)]"
    >
      <input
        ref={input}
        autoFocus
        value={name}
        maxLength={500}
        onChange={(event) => setName(event.target.value)}
        aria-label={t('board.new_name', { stage: stage.name })}
        placeholder={t('board.name_placeholder')}
        className="block h-7 w-full bg-transparent px-1.5 font-medium outline-none"
      />
      <div className="flex items-center">
        {priced ? (
          <input
            value={amount}
            inputMode="decimal"
            onChange={(event) => setAmount(event.target.value)}
            aria-label={t('board.amount')}
            aria-invalid={wrong}
            placeholder={t('board.amount_placeholder', { currency })}
            className="tabular block h-7 min-w-0 grow bg-transparent px-1.5 text-sm outline-none aria-invalid:text-danger-text"
          />
        ) : (
          <span className="grow" />
        )}
        {/* A phone's keyboard has no Enter beside the number pad. */}
        <button
          type="submit"
          disabled={!name.trim() || wrong}
          className="h-6 shrink-0 rounded-sm px-2 text-sm font-medium text-accent-text enabled:hover:bg-hover disabled:opacity-50"
        >
          {t('board.add')}
        </button>
      </div>
    </form>
  )
}
