import { useParams } from '@tanstack/react-router'
import { KanbanSquare, UserRound } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { RecordPage, RecordsScreen, RelatedRecords, useRelated } from '@/features/records'
import type { Row } from '@/sync'
import { ImportButton } from './Companies'
import { contactHref, dealHref } from './hrefs'
import { useAboutTabs } from './useAboutTabs'
import { useFirstStage } from './useFirstStage'

/** Every contact one may see. */
export function ContactList() {
  const { t } = useTranslation()
  return (
    <RecordsScreen
      type="contacts"
      hrefOf={contactHref}
      newFields={['email', 'phone', 'job_title', 'company_id', 'owner_id']}
      empty={{
        icon: <UserRound />,
        title: t('contacts.empty'),
        text: t('contacts.empty_text'),
        actions: <ImportButton />,
      }}
    />
  )
}

/** One contact, with their deals. */
export function ContactPage() {
  const { recordId } = useParams({ strict: false })
  const id = recordId ?? ''
  const { t } = useTranslation()
  const deals = useRelated('deals', 'contact_id', id)
  const first = useFirstStage()
  const about = useAboutTabs('contact', id)
  const tabs = (row: Row) => [
    {
      id: 'deals',
      label: t('companies.deals'),
      count: deals.total,
      hidden: deals.hidden,
      content: (
        <RelatedRecords
          type="deals"
          by="contact_id"
          id={id}
          shown={['amount', 'stage_id', 'owner_id']}
          newFields={['pipeline_id', 'stage_id', 'amount']}
          given={row['company_id'] ? { company_id: row['company_id'] } : {}}
          suggested={first}
          hrefOf={dealHref}
          icon={<KanbanSquare />}
        />
      ),
    },
    ...about,
  ]
  return (
    <RecordPage
      key={id}
      type="contacts"
      id={id}
      listHref="/contacts"
      lead={['company_id', 'job_title', 'email', 'phone', 'owner_id', 'city', 'country']}
      tabs={tabs}
    />
  )
}
