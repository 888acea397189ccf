import { useMemo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { nameOf } from '@/components/records/fields'
import { RecordFields } from '@/components/records/RecordFields'
import { RecordTitle } from '@/components/records/RecordTitle'
import { useFieldAccess, useFields, type Field, type Row } from '@/sync'
import { StageStrip } from './StageStrip'

// Said elsewhere in the panel, or of no use to a reader.
const ELSEWHERE = new Set([
  'id',
  'version',
  'name',
  'pipeline_id',
  'stage_id',
  'position',
  'updated_by',
  'updated_at',
  'created_by',
  'description',
])
const FIRST = [
  'amount',
  'currency',
  'company_id',
  'contact_id',
  'owner_id',
  'expected_close_date',
  'tags',
]

interface DealPanelProps {
  deal: Row
  readOnly: boolean
  /** The note, comments, history and files: composed by the app. */
  children: ReactNode
}

/** A deal: its name, how far it has come, its fields, and what the team says about it. */
export function DealPanel({ deal, readOnly, children }: DealPanelProps) {
  const { t } = useTranslation()
  const mayMove = useFieldAccess('deals', 'stage_id') === 'write'
  const closed = deal['closed_at'] != null
  const fields = useShownFields(closed)
  const description = useFields('deals').get('description')
  return (
    <div className="flex flex-col gap-4 px-5 pt-1 pb-6 max-sm:px-4">
      <div data-place="head" className="flex flex-col gap-4">
        <RecordTitle type="deals" row={deal} field="name" readOnly={readOnly} />
        <StageStrip deal={deal} readOnly={readOnly || !mayMove} />
      </div>
      <section aria-label={t('deal.details')} data-place="details">
        <RecordFields
          type="deals"
          row={deal}
          fields={fields}
          readOnly={readOnly}
          className="grid gap-x-4 gap-y-px sm:grid-cols-2"
        />
        {description && (
          <RecordFields
            type="deals"
            row={deal}
            fields={[description]}
            readOnly={readOnly}
            className="mt-px"
          />
        )}
      </section>
      {children}
    </div>
  )
}

/** The fields to show, the everyday ones first; when and why it closed only where it did. */
function useShownFields(closed: boolean): readonly Field[] {
  const fields = useFields('deals')
  return useMemo(() => {
    const shown = [...fields.values()].filter(
      (field) =>
        !ELSEWHERE.has(nameOf(field)) &&
        (closed || !['closed_at', 'lost_reason'].includes(nameOf(field))),
    )
    const rank = (field: Field) => {
      const at = FIRST.indexOf(nameOf(field))
      return at < 0 ? FIRST.length + (field.custom ? 0 : 1) : at
    }
    return shown.sort((a, b) => rank(a) - rank(b))
  }, [fields, closed])
}
