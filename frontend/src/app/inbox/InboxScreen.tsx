import { useNavigate, useSearch } from '@tanstack/react-router'
import { textOf } from '@/sync'
import { Inbox } from '@/features/notifications/Inbox'
import { addressOf } from '../addresses'
import { AboutRecord } from './AboutRecord'

// Where the pane beside the list is: Tailwind's md.
const ROOM_BESIDE = '(min-width: 48rem)'

/** My notifications, and what each is about. */
export function InboxScreen() {
  const navigate = useNavigate()
  const search: Record<string, unknown> = useSearch({ strict: false })
  const current = typeof search['id'] === 'string' ? search['id'] : undefined
  return (
    <Inbox
      current={current}
      onOpen={(row) => {
        const to = addressOf(textOf(row, 'entity'), textOf(row, 'entity_id'))
        const beside = matchMedia(ROOM_BESIDE).matches && row['entity'] !== 'webhook'
        if (beside) void navigate({ to: '/inbox', search: { id: row.id }, replace: true })
        else if (to) void navigate({ to })
      }}
    >
      {(row) => <AboutRecord key={row.id} notification={row} />}
    </Inbox>
  )
}
