import { useTranslation } from 'react-i18next'
import { send } from '@/api/http'
import { Button } from '@/components/ui/Button'
import { Notice } from '@/components/ui/Notice'
import { Select } from '@/components/ui/Select'
import { toast } from '@/components/ui/Toaster'
import { useChangeSettings, type Settings } from './useSettings'

const MINUTES = [1, 5, 10, 30, 60, 240]

/** When mail goes, or why none does. */
export function MailSettings({ settings: { mail, mail_after } }: { settings: Settings }) {
  const { t } = useTranslation()
  const change = useChangeSettings()
  if (!mail.available) return <Notice tone="plain">{t('telling.mail_off')}</Notice>
  const resume = () =>
    send('POST', '/notifications/settings/resume-mail', { body: {} }).then(
      () => toast.success(t('telling.resumed', { address: mail.address })),
      (error: unknown) =>
        toast.error(t('error.title'), { description: error instanceof Error ? error.message : '' }),
    )
  const minutes = [...new Set([...MINUTES, mail_after])].sort((a, b) => a - b)
  return (
    <>
      <p className="max-w-[70ch] text-pretty text-muted">
        {t('telling.mail_text', { address: mail.address })}
      </p>
      {mail.problem && (
        <Notice tone="warn">
          <p>{t('telling.bounced', { address: mail.address, reason: mail.problem })}</p>
          <Button size="sm" className="mt-2" onClick={() => void resume()}>
            {t('telling.resume')}
          </Button>
        </Notice>
      )}
      <label className="flex flex-wrap items-center gap-3">
        {t('telling.mail_after')}
        <Select
          className="w-36"
          aria-label={t('telling.mail_after')}
          value={String(mail_after)}
          onChange={(value) => change({ mail_after: Number(value) })}
          options={minutes.map((count) => ({
            value: String(count),
            label:
              count % 60 === 0
                ? t('telling.hours', { count: count / 60 })
                : t('telling.minutes', { count }),
          }))}
        />
      </label>
    </>
  )
}
