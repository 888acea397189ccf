import { Copy, Link2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { apart } from '@/components/following'
import { Button } from '@/components/ui/Button'
import { Dialog } from '@/components/ui/Dialog'
import type { EventLine } from './ChangeList'
import type { Review } from './review'
import { leaveRoom } from './room'
import { SummaryBody } from './SummaryBody'
import './texts'
import { useSummary, type Describe } from './useSummary'

interface SummaryProps {
  review: Review
  Line: EventLine
  describe: Describe
}

/** What the review that one was in came to, to keep. */
export default function Summary({ review, Line, describe }: SummaryProps) {
  const { t } = useTranslation()
  const summary = useSummary(review, describe)
  const { board, about, copy, copyLink } = summary
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && leaveRoom()}
      title={t('review.summary', { board })}
      description={about}
      closeLabel={t('common.close')}
      className="sm:top-[8vh] sm:w-[min(560px,calc(100vw-32px))]"
      footer={
        <>
          <Button onClick={copyLink}>
            <Link2 aria-hidden />
            {t('review.copy_link')}
          </Button>
          <Button disabled={!copy} onClick={copy}>
            <Copy aria-hidden />
            {t('review.copy')}
          </Button>
          <Button variant="primary" onClick={leaveRoom}>
            {t('review.done')}
          </Button>
        </>
      }
    >
      <div {...apart} className="flex flex-col gap-4">
        <SummaryBody summary={summary} ended Line={Line} />
      </div>
    </Dialog>
  )
}
