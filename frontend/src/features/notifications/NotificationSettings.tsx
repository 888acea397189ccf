import './texts'
import { useTranslation } from 'react-i18next'
import { ReadError } from '@/components/ReadError'
import { Checkbox } from '@/components/ui/Checkbox'
import { Skeleton } from '@/components/ui/States'
import { useMay } from '@/sync'
import { FollowedRecords } from './FollowedRecords'
import { CHANNELS, KINDS, type Kind } from './kinds'
import { MailSettings } from './MailSettings'
import { PushSettings } from './PushSettings'
import { useChangeSettings, useSettings, type Settings } from './useSettings'

interface NotificationSettingsProps {
  addressOf: (entity: string, id: string) => string | null
}

/** What I am told, and how: by kind and channel, mail, push, and the records I follow. */
export function NotificationSettings({ addressOf }: NotificationSettingsProps) {
  const { t } = useTranslation()
  const settings = useSettings()
  return (
    <div className="flex flex-col gap-8">
      <Part title={t('telling.title')} text={t('telling.text')}>
        {settings.data ? (
          <Grid settings={settings.data} />
        ) : settings.isError ? (
          <ReadError part error={settings.error} retry={() => void settings.refetch()} />
        ) : (
          <Skeleton className="h-80 w-full" />
        )}
      </Part>
      {settings.data && (
        <Part title={t('telling.mail_title')}>
          <MailSettings settings={settings.data} />
        </Part>
      )}
      <Part title={t('telling.push_title')} text={t('telling.push_text')}>
        <PushSettings />
      </Part>
      <Part title={t('telling.records_title')} text={t('telling.records_text')}>
        <FollowedRecords addressOf={addressOf} />
      </Part>
    </div>
  )
}

interface PartProps {
  title: string
  text?: string
  children: React.ReactNode
}

function Part({ title, text, children }: PartProps) {
  return (
    <section className="flex flex-col gap-3">
      <header>
        <h2 className="text-lg font-semibold tracking-[-0.01em]">{title}</h2>
        {text && <p className="mt-0.5 max-w-[70ch] text-pretty text-muted">{text}</p>}
      </header>
      {children}
    </section>
  )
}

/** A box for each kind and channel. */
function Grid({ settings }: { settings: Settings }) {
  const { t } = useTranslation()
  const change = useChangeSettings()
  const shown = useShownKinds()
  return (
    <table className="w-full border-separate border-spacing-0">
      <thead>
        <tr className="text-sm text-muted">
          <th className="border-b pb-1.5 text-left font-normal">
            <span className="sr-only">{t('telling.title')}</span>
          </th>
          {CHANNELS.map((channel) => (
            <th key={channel} scope="col" className="w-20 border-b pb-1.5 font-normal max-sm:w-14">
              {t(`telling.${channel}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {shown.map((kind) => (
          <tr key={kind} className="group">
            <th
              scope="row"
              className="border-b py-2 pr-3 text-left font-normal group-hover:bg-hover"
            >
              {t(`telling.kinds.${kind}`)}
            </th>
            {CHANNELS.map((channel) => (
              <td key={channel} className="border-b text-center group-hover:bg-hover">
                <Checkbox
                  className="align-middle"
                  checked={settings.channels[kind][channel]}
                  disabled={channel === 'mail' && !settings.mail.available}
                  aria-label={t('telling.switch', {
                    kind: t(`telling.kinds.${kind}`),
                    channel: t(`telling.${channel}`),
                  })}
                  onCheckedChange={(on) =>
                    change({ channels: { [kind]: { [channel]: on === true } } })
                  }
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Without what my role is never told of. */
function useShownKinds(): readonly Kind[] {
  const imports = useMay('imports', 'create')
  const webhooks = useMay('webhooks', 'read')
  return KINDS.filter(
    (kind) => (kind !== 'import_done' || imports) && (kind !== 'webhook_disabled' || webhooks),
  )
}
