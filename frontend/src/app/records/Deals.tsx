import { KanbanSquare } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { RecordsScreen } from '@/features/records'
import { ImportButton } from './Companies'
import { dealHref } from './hrefs'
import { useFirstStage } from './useFirstStage'

/** The deals of all pipelines as a table: for searching, sorting and editing many. */
export function DealList() {
  const { t } = useTranslation()
  const first = useFirstStage()
  return (
    <RecordsScreen
      type="deals"
      hrefOf={dealHref}
      newFields={[
        'pipeline_id',
        'stage_id',
        'amount',
        'company_id',
        'contact_id',
        'expected_close_date',
      ]}
      suggested={first}
      empty={{
        icon: <KanbanSquare />,
        title: t('deals_list.empty'),
        text: t('deals_list.empty_text'),
        actions: <ImportButton />,
      }}
    />
  )
}
