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
  /** Other addresses that count as being there. */
  within: string
  /** Only this address itself: a deal is shown beside its board. */
  exact?: boolean
}

/** Where one can go, in the order of the sidebar. */
export const PLACES: readonly Place[] = [
  { to: '/inbox', label: 'shell.inbox', icon: Inbox, keys: 'g n', within: '/inbox' },
  {
    to: '/pipelines',
    label: 'shell.pipeline',
    icon: KanbanSquare,
    keys: 'g p',
    bottom: true,
    within: '/pipelines',
  },
  { to: '/deals', label: 'shell.deals', icon: Rows3, keys: 'g d', within: '/deals', exact: true },
  {
    to: '/contacts',
    label: 'shell.contacts',
    icon: UsersRound,
    keys: 'g c',
    bottom: true,
    within: '/contacts',
  },
  {
    to: '/companies',
    label: 'shell.companies',
    icon: Building2,
    keys: 'g o',
    bottom: true,
    within: '/companies',
  },
  { to: '/import', label: 'shell.import', icon: FileUp, keys: 'g i', within: '/import' },
  { to: '/settings', label: 'shell.settings', icon: Settings, keys: 'g s', within: '/settings' },
]
