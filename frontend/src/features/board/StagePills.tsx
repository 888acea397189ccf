import { useEffect, useRef, useState, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { colorOf } from '@/components/records/colors'
import { Dot } from '@/components/ui/Badge'
import { cn } from '@/components/ui/cn'
import type { StageColumn } from '@/sync'

/** On a phone, where one column is in sight: which one, and the way to the others. */
export function StagePills({
  stages,
  root,
}: {
  stages: readonly StageColumn[]
  root: RefObject<HTMLElement | null>
}) {
  const { t } = useTranslation()
  const current = useInSight(root, stages.length)
  const nav = useRef<HTMLElement>(null)
  useEffect(() => {
    nav.current
      ?.querySelector('[aria-current="true"]')
      ?.scrollIntoView({ inline: 'center', block: 'nearest', behavior: 'smooth' })
  }, [current])
  const columnOf = (id: string) => root.current?.querySelector(`[data-stage="${CSS.escape(id)}"]`)
  return (
    <nav
      ref={nav}
      aria-label={t('board.stages')}
      className="flex shrink-0 gap-1 overflow-x-auto px-5 pb-2 [scrollbar-width:none] sm:hidden"
    >
      {stages.map((stage) => (
        <button
          key={stage.id}
          type="button"
          aria-current={stage.id === current}
          onClick={() =>
            columnOf(stage.id)?.scrollIntoView({ inline: 'center', behavior: 'smooth' })
          }
          className={cn(
            'inline-flex h-8 shrink-0 items-center gap-1.5 rounded-full border px-3 text-sm font-medium text-muted',
            stage.id === current && 'border-line-strong bg-press text-text',
          )}
        >
          <Dot color={colorOf(stage.color)} />
          {stage.name}
          <span className="tabular font-normal">{stage.count}</span>
        </button>
      ))}
    </nav>
  )
}

function useInSight(root: RefObject<HTMLElement | null>, columns: number): string | undefined {
  const [current, setCurrent] = useState<string>()
  useEffect(() => {
    if (!root.current) return
    const observer = new IntersectionObserver(
      (entries) => {
        const seen = entries.find((entry) => entry.isIntersecting)
        if (seen) setCurrent((seen.target as HTMLElement).dataset['stage'])
      },
      { root: root.current, threshold: 0.6 },
    )
    root.current.querySelectorAll('[data-stage]').forEach((column) => observer.observe(column))
    return () => observer.disconnect()
  }, [root, columns])
  return current
}
