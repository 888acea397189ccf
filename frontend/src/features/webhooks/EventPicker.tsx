import { useTranslation } from 'react-i18next'
import { Checkbox } from '@/components/ui/Checkbox'
import { Switch } from '@/components/ui/Switch'
import { useMeta } from '@/sync'
import { hears, toggleEntity, toggleEvent } from './events'

interface EventPickerProps {
  value: readonly string[]
  onChange: (events: string[]) => void
}

/** Which events to send: everything, all of some entities, or single ones. */
export function EventPicker({ value, onChange }: EventPickerProps) {
  const { t } = useTranslation()
  const known = useMeta()?.events ?? {}
  const everything = value.includes('*')
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{t('webhooks.events')}</legend>
      <label className="flex min-h-9 items-center gap-2.5 rounded-md border px-3">
        <Switch checked={everything} onCheckedChange={(on) => onChange(on ? ['*'] : ['deal.*'])} />
        <span className="grow">{t('webhooks.everything')}</span>
        <code className="text-sm text-muted">*</code>
      </label>
      {!everything && (
        <ul className="mt-2 max-h-64 overflow-auto rounded-md border">
          {Object.entries(known).map(([entity, verbs]) => {
            const heard = verbs.filter((verb) => hears(value, entity, verb)).length
            const all = heard === verbs.length
            return (
              <li key={entity} className="border-b px-3 py-1.5 last:border-b-0">
                <label className="flex min-h-7 items-center gap-2.5 font-medium">
                  <Checkbox
                    checked={all || (heard > 0 && 'indeterminate')}
                    onCheckedChange={() => onChange(toggleEntity(known, value, entity))}
                  />
                  <code className="font-sans">{entity}</code>
                </label>
                <div className="flex flex-wrap gap-1 pb-1 pl-6.5">
                  {verbs.map((verb) => (
                    <button
                      key={verb}
                      type="button"
                      aria-pressed={hears(value, entity, verb)}
                      onClick={() => onChange(toggleEvent(known, value, entity, verb))}
                      className="h-6 rounded-sm border px-2 text-sm text-muted hover:border-line-strong aria-pressed:border-transparent aria-pressed:bg-accent-soft aria-pressed:text-accent-text"
                    >
                      {verb}
                    </button>
                  ))}
                </div>
              </li>
            )
          })}
        </ul>
      )}
    </fieldset>
  )
}
