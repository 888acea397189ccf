import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '@/api/errors'
import { send } from '@/api/http'
import { ReadError } from '@/components/ReadError'
import { Button } from '@/components/ui/Button'
import { Combobox } from '@/components/ui/Combobox'
import { Input, Labelled } from '@/components/ui/Input'
import { Notice } from '@/components/ui/Notice'
import { Skeleton } from '@/components/ui/States'
import { toast } from '@/components/ui/Toaster'
import { loadMe, useMay, useMe, useMeta } from '@/sync'
import { Section } from './Section'

interface Tenant {
  id: string
  slug: string
  name: string
  currency: string
}

/** The organisation's name and currency. */
export function General() {
  const { t } = useTranslation()
  const me = useMe()
  const tenant = useQuery({
    queryKey: ['tenant', me.tenant.id],
    queryFn: async ({ signal }) =>
      (await send<{ data: Tenant }>('GET', '/tenant', { signal })).body.data,
  })
  return (
    <Section title={t('settings.general')} text={t('settings.general_text')}>
      {tenant.data ? (
        <Form key={JSON.stringify(tenant.data)} tenant={tenant.data} />
      ) : tenant.isError ? (
        <ReadError part error={tenant.error} retry={() => void tenant.refetch()} />
      ) : (
        <Skeleton className="h-40 w-full" />
      )}
    </Section>
  )
}

function Form({ tenant }: { tenant: Tenant }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const meta = useMeta()
  const may = useMay('tenant', 'update')
  const [name, setName] = useState(tenant.name)
  const [currency, setCurrency] = useState(tenant.currency)
  const [pending, setPending] = useState(false)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const changed = name.trim() !== tenant.name || currency !== tenant.currency
  const save = async () => {
    setPending(true)
    setErrors({})
    try {
      await send('PATCH', '/tenant', { body: { name: name.trim(), currency } })
      await Promise.all([queries.invalidateQueries({ queryKey: ['tenant'] }), loadMe()])
      toast.success(t('settings.saved'))
    } catch (error) {
      if (error instanceof ApiError && Object.keys(error.fields).length > 0) setErrors(error.fields)
      else
        toast.error(t('error.title'), { description: error instanceof Error ? error.message : '' })
    } finally {
      setPending(false)
    }
  }
  return (
    <form
      className="flex max-w-[480px] flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      {!may && <Notice tone="plain">{t('settings.admins_only')}</Notice>}
      <Labelled label={t('settings.name')} required error={errors['name']}>
        {(ties) => (
          <Input
            {...ties}
            value={name}
            disabled={!may}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Labelled>
      <Labelled label={t('settings.address')} hint={t('settings.address_text')}>
        {(ties) => <Input {...ties} value={tenant.slug} disabled readOnly />}
      </Labelled>
      <Labelled
        label={t('settings.currency')}
        hint={t('settings.currency_text')}
        error={errors['currency']}
      >
        {(ties) => (
          <Combobox
            {...ties}
            disabled={!may}
            value={currency}
            options={(meta?.currencies ?? []).map((code) => ({
              value: code,
              label: code,
              detail: currencyName(code),
            }))}
            onChange={(code) => code && setCurrency(code)}
            texts={{
              placeholder: t('field.pick'),
              search: t('field.search'),
              nothing: t('field.nothing'),
              clear: t('field.clear'),
            }}
          />
        )}
      </Labelled>
      {may && (
        <div>
          <Button
            type="submit"
            variant="primary"
            pending={pending}
            disabled={!changed || !name.trim()}
          >
            {t('common.save')}
          </Button>
        </div>
      )}
    </form>
  )
}

const names = new Intl.DisplayNames(undefined, { type: 'currency' })

function currencyName(code: string): string {
  return names.of(code) ?? ''
}
