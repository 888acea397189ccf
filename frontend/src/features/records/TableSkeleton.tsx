import { useTranslation } from 'react-i18next'
import { Skeleton } from '@/components/ui/States'

/** Rows to come; seen only if they take longer than a blink. */
export function TableSkeleton() {
  const { t } = useTranslation()
  return (
    <div role="status" aria-label={t('common.loading')} className="grow overflow-hidden px-4 py-3">
      {Array.from({ length: 14 }, (_, index) => (
        <div key={index} className="flex h-9 items-center gap-6">
          <Skeleton style={{ width: 140 + ((index * 53) % 90) }} />
          <Skeleton style={{ width: 90 + ((index * 37) % 60) }} className="max-sm:hidden" />
          <Skeleton style={{ width: 70 + ((index * 29) % 80) }} className="max-md:hidden" />
        </div>
      ))}
    </div>
  )
}
