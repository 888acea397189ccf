import { ChevronUp, Lightbulb, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '@/components/ui/IconButton'
import { slot } from '@/sync'
import { useDemo } from './demo'
import { STEPS, useProgress, useTicking } from './progress'

/** A phone's hint: one slim line over the navigation that leads to the corner in the menu. */
export function DemoBar({ onOpen }: { onOpen: () => void }) {
  const demo = useDemo()
  const dismissed = useProgress((state) => state.dismissed)
  return demo && !dismissed && slot === '0' ? <Bar onOpen={onOpen} /> : null
}

function Bar({ onOpen }: { onOpen: () => void }) {
  const { t } = useTranslation()
  const { done, show } = useProgress()
  useTicking() // here, because this is mounted on wide screens too
  return (
    <div className="flex h-10 shrink-0 items-center gap-2 border-t bg-accent-soft pr-1 pl-4 md:hidden">
      <button
        type="button"
        onClick={onOpen}
        className="flex h-full min-w-0 grow items-center gap-2 text-left text-accent-text [&_svg]:size-4 [&_svg]:shrink-0"
      >
        <Lightbulb aria-hidden />
        <span className="truncate font-medium">{t('demo.tour')}</span>
        <span className="tabular grow text-sm">
          {t('demo.progress', { done: done.length, count: STEPS.length })}
        </span>
        <ChevronUp aria-hidden />
      </button>
      <IconButton label={t('demo.dismiss')} icon={<X />} onClick={() => show(false)} />
    </div>
  )
}
