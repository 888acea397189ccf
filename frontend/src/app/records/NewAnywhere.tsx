import { NewRecord } from '@/features/records'
import { useMeta } from '@/sync'
import type { Made } from './CreateCommands'
import { useFirstStage } from './useFirstStage'

const ASKED: Record<Made, readonly string[]> = {
  deals: ['pipeline_id', 'stage_id', 'amount', 'company_id', 'contact_id'],
  contacts: ['email', 'phone', 'job_title', 'company_id'],
  companies: ['domain', 'industry', 'owner_id'],
}

interface NewAnywhereProps {
  type: Made
  onClose: () => void
  onCreated: (id: string) => void
}

/** The dialog of a new record, over whatever screen one is on. Loaded when first needed. */
export default function NewAnywhere({ type, onClose, onCreated }: NewAnywhereProps) {
  const about = useMeta()?.types[type]
  const first = useFirstStage()
  if (!about) return null
  return (
    <NewRecord
      type={type}
      about={about}
      fields={ASKED[type]}
      suggested={type === 'deals' ? first : undefined}
      open
      onOpenChange={(open) => !open && onClose()}
      onCreated={onCreated}
    />
  )
}
