import { Check, CircleX, Trophy } from 'lucide-react'
import type { CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'
import { colorOf } from '@/components/records/colors'
import { Dot } from '@/components/ui/Badge'
import { cn } from '@/components/ui/cn'
import { Tooltip } from '@/components/ui/Tooltip'
import { useChanges, useList, type Row } from '@/sync'
import { progressOf, type StageStep } from './stages'

/** How far a deal has come; a click moves it there, to the top of the column. */
export function StageStrip({ deal, readOnly }: { deal: Row; readOnly: boolean }) {
  const { t } = useTranslation()
  const { move } = useChanges()
  const { rows } = useList('stages', {
    filters: [{ field: 'pipeline_id', op: 'eq', value: deal['pipeline_id'] as string }],
    sort: 'position',
    limit: 200,
  })
  const steps = progressOf(rows, deal['stage_id'] as string)
  return (
    <div role="group" aria-label={t('deal.stage')} className="flex gap-[3px]">
      {steps.map((step) => (
        <Tooltip
          key={step.id}
          label={
            readOnly || step.state === 'here' ? step.name : t('deal.move_to', { stage: step.name })
          }
        >
          <button
            type="button"
            aria-current={step.state === 'here' ? 'step' : undefined}
            aria-disabled={readOnly}
            aria-label={step.name}
            style={{ '--stage': colorOf(step.color) ?? 'var(--accent)' } as CSSProperties}
            onClick={() => {
              if (!readOnly && step.state !== 'here') move(deal.id, step.id, null, [])
            }}
            className={look(step, readOnly)}
          >
            <Mark step={step} />
            <span className={cn('truncate', step.state !== 'here' && 'max-sm:hidden')}>
              {step.name}
            </span>
          </button>
        </Tooltip>
      ))}
    </div>
  )
}

function look(step: StageStep, readOnly: boolean): string {
  return cn(
    'flex h-8 min-w-7 items-center justify-center gap-1 overflow-hidden px-2 text-sm font-medium whitespace-nowrap transition-[background-color,flex-grow] duration-200 first:rounded-l-md last:rounded-r-md [&_svg]:size-3.5 [&_svg]:shrink-0',
    // A phone names only this one, and all of it.
    step.state === 'here'
      ? 'flex-[1.6_1_0] text-text max-sm:basis-auto'
      : 'flex-1 basis-0 text-muted',
    step.state === 'here'
      ? 'bg-[color-mix(in_oklab,var(--stage)_30%,var(--surface))] shadow-[inset_0_-2px_0_var(--stage)]'
      : step.state === 'passed'
        ? 'bg-[color-mix(in_oklab,var(--stage)_13%,var(--surface))]'
        : 'bg-sunken',
    readOnly ? 'cursor-default' : 'hover:bg-[color-mix(in_oklab,var(--stage)_24%,var(--surface))]',
  )
}

function Mark({ step }: { step: StageStep }) {
  if (step.kind === 'won') return <Trophy aria-hidden />
  if (step.kind === 'lost') return <CircleX aria-hidden />
  if (step.state === 'passed') return <Check aria-hidden />
  // Where its name has no room, its colour stands for it.
  return step.state === 'ahead' ? <Dot color={colorOf(step.color)} className="sm:hidden" /> : null
}
