import { Check } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { cn } from '@/components/ui/cn'
import { STEPS, useProgress, type Step } from './progress'

/** The list of what to try; what has been done is ticked. `onOpen` opens a teammate. */
export function Steps({ mate, onOpen }: { mate: string; onOpen: () => void }) {
  const { t } = useTranslation()
  const done = useProgress((state) => state.done)
  const next = STEPS.find((step) => !done.includes(step))
  return (
    <ol className="flex flex-col">
      {STEPS.map((step, index) => (
        <li key={step} className="flex gap-2.5 py-[5px]">
          <Mark number={index + 1} done={done.includes(step)} next={step === next} />
          <span className={cn('min-w-0 text-sm', done.includes(step) && 'text-muted')}>
            {step === 'together' ? (
              <button
                type="button"
                onClick={onOpen}
                className="text-left font-medium text-accent-text underline underline-offset-2"
              >
                {t('demo.step.together', { name: mate })}
              </button>
            ) : (
              <Told step={step} mate={mate} />
            )}
            {done.includes(step) && <span className="sr-only"> ({t('demo.done')})</span>}
          </span>
        </li>
      ))}
    </ol>
  )
}

function Told({ step, mate }: { step: Exclude<Step, 'together'>; mate: string }) {
  const { t } = useTranslation()
  return t(`demo.step.${step}`, { name: mate })
}

function Mark({ number, done, next }: { number: number; done: boolean; next: boolean }) {
  return (
    <span
      aria-hidden
      className={cn(
        'tabular mt-px inline-flex size-4 shrink-0 items-center justify-center rounded-full border text-2xs leading-none font-medium',
        done && 'border-accent bg-accent text-on-accent',
        !done && (next ? 'border-accent text-accent-text' : 'border-line-strong text-muted'),
      )}
    >
      {done ? <Check className="size-2.5" strokeWidth={3.5} /> : number}
    </span>
  )
}
