import { Building2, FileUp, KanbanSquare, UserRound } from 'lucide-react'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/ui/Button'
import { RecordPage, RecordsScreen, RelatedRecords, useRelated } from '@/features/records'
import { companyHref, contactHref, dealHref } from './hrefs'
import { useAboutTabs } from './useAboutTabs'
import { useFirstStage } from './useFirstStage'

const NEW = ['domain', 'industry', 'owner_id']

/** Every company one may see. */
export function CompanyList() {
  const { t } = useTranslation()
  return (
    <RecordsScreen
      type="companies"
      hrefOf={companyHref}
      newFields={NEW}
      empty={{
        icon: <Building2 />,
        title: t('companies.empty'),
        text: t('companies.empty_text'),
        actions: <ImportButton />,
      }}
    />
  )
}

/** Leads to the import, where a list is still empty. */
export function ImportButton() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  return (
    <Button onClick={() => void navigate({ to: '/import' })}>
      <FileUp />
      {t('shell.import')}
    </Button>
  )
}

/** One company, with its people, deals and subsidiaries. */
export function CompanyPage() {
  const { recordId } = useParams({ strict: false })
  const id = recordId ?? ''
  const { t } = useTranslation()
  const contacts = useRelated('contacts', 'company_id', id)
  const deals = useRelated('deals', 'company_id', id)
  const children = useRelated('companies', 'parent_id', id)
  const first = useFirstStage()
  const about = useAboutTabs('company', id)
  const tabs = () => [
    {
      id: 'deals',
      label: t('companies.deals'),
      count: deals.total,
      hidden: deals.hidden,
      content: (
        <RelatedRecords
          type="deals"
          by="company_id"
          id={id}
          shown={['amount', 'stage_id', 'owner_id']}
          newFields={['pipeline_id', 'stage_id', 'amount', 'contact_id']}
          suggested={first}
          hrefOf={dealHref}
          icon={<KanbanSquare />}
        />
      ),
    },
    {
      id: 'contacts',
      label: t('companies.contacts'),
      count: contacts.total,
      hidden: contacts.hidden,
      content: (
        <RelatedRecords
          type="contacts"
          by="company_id"
          id={id}
          shown={['job_title', 'email']}
          newFields={['email', 'phone', 'job_title']}
          hrefOf={contactHref}
          icon={<UserRound />}
        />
      ),
    },
    ...about,
    {
      id: 'children',
      label: t('companies.children'),
      count: children.total,
      hidden: children.hidden,
      content: (
        <RelatedRecords
          type="companies"
          by="parent_id"
          id={id}
          shown={['industry', 'owner_id']}
          newFields={NEW}
          hrefOf={companyHref}
          icon={<Building2 />}
        />
      ),
    },
  ]
  return (
    <RecordPage
      key={id}
      type="companies"
      id={id}
      listHref="/companies"
      lead={['owner_id', 'domain', 'website', 'phone', 'industry', 'employees', 'city', 'country']}
      tabs={tabs}
    />
  )
}
