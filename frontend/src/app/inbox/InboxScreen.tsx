import { useNavigate, useSearch } from '@tanstack/react-router'
import { Inbox } from '@/features/notifications/Inbox'
import { hashOfNews, placeOfNews } from '../addresses'
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
        const place = placeOfNews(row)
        const beside = matchMedia(ROOM_BESIDE).matches && row['entity'] !== 'webhook'
        const pointing = hashOfNews(row)
        if (beside)
          void navigate({ to: '/inbox', search: { id: row.id }, replace: true, ...pointing })
        else if (place) void navigate(place)
      }}
    >
      {(row) => <AboutRecord key={row.id} notification={row} />}
    </Inbox>
  )
}
