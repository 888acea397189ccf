import { useParams } from '@tanstack/react-router'
import {
  Building2,
  FileUp,
  Inbox,
  KanbanSquare,
  Rows3,
  Settings,
  UsersRound,
  type LucideIcon,
} from 'lucide-react'

export interface Place {
  to: string
  label:
    | 'shell.inbox'
    | 'shell.pipeline'
    | 'shell.deals'
    | 'shell.contacts'
    | 'shell.companies'
    | 'shell.import'
    | 'shell.settings'
  icon: LucideIcon
  keys: string
  /** In the bar at the bottom of a phone. */
  bottom?: boolean
  /** Only this address itself: a deal is shown beside its board. */
  exact?: boolean
}

/** Where one can go, in the order of the sidebar. */
export const PLACES: readonly Place[] = [
  { to: '/inbox', label: 'shell.inbox', icon: Inbox, keys: 'g n' },
  {
    to: '/pipelines',
    label: 'shell.pipeline',
    icon: KanbanSquare,
    keys: 'g p',
    bottom: true,
  },
  { to: '/deals', label: 'shell.deals', icon: Rows3, keys: 'g d', exact: true },
  {
    to: '/contacts',
    label: 'shell.contacts',
    icon: UsersRound,
    keys: 'g c',
    bottom: true,
  },
  {
    to: '/companies',
    label: 'shell.companies',
    icon: Building2,
    keys: 'g o',
    bottom: true,
  },
  { to: '/import', label: 'shell.import', icon: FileUp, keys: 'g i' },
  { to: '/settings', label: 'shell.settings', icon: Settings, keys: 'g s' },
]

/** What makes a place the current one where its address does not: a deal's is not within its board's. */
export function useCurrent(): (to: string) => object {
  const { dealId }: { dealId?: string } = useParams({ strict: false })
  return (to) =>
    dealId && to === '/pipelines' ? { 'aria-current': 'page', 'data-status': 'active' } : {}
}
