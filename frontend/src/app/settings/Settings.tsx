import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import {
  Bell,
  Building,
  KanbanSquare,
  ShieldCheck,
  SlidersHorizontal,
  Tags as TagsIcon,
  UserRound,
  UsersRound,
  Webhook,
} from 'lucide-react'
import { lazy, Suspense, type ComponentType } from 'react'
import { useTranslation } from 'react-i18next'
import { PageBar } from '@/components/PageBar'
import { NotificationSettings } from '@/features/notifications/NotificationSettings'
import { Skeleton } from '@/components/ui/States'
import { Fields, General, Members, Pipelines, Tags, Teams } from '@/features/settings'
import { Webhooks } from '@/features/webhooks'
import { useMay } from '@/sync'
import { addressOf } from '../addresses'

const Roles = lazy(() => import('@/features/settings/roles/Roles'))

const SECTIONS = [
  { id: 'general', icon: Building, content: General },
  { id: 'notifications', icon: Bell, content: MyNotifications },
  { id: 'members', icon: UserRound, content: Members },
  { id: 'teams', icon: UsersRound, content: Teams },
  { id: 'roles', icon: ShieldCheck, content: Roles },
  { id: 'pipelines', icon: KanbanSquare, content: Pipelines },
  { id: 'fields', icon: SlidersHorizontal, content: Fields },
  { id: 'tags', icon: TagsIcon, content: Tags },
  { id: 'webhooks', icon: Webhook, content: WebhookSettings },
] as const

/** How the organisation is set up, section by section. */
export function Settings() {
  const { t } = useTranslation()
  const { section } = useParams({ strict: false })
  const mayWebhooks = useMay('webhooks', 'read')
  const mayRoles = useMay('roles', 'read')
  const may = { webhooks: mayWebhooks, roles: mayRoles }
  const shown = SECTIONS.filter(({ id }) => !(id in may) || may[id as keyof typeof may])
  // One that is not offered to them says so itself to whoever follows a link to it.
  const current = SECTIONS.find(({ id }) => id === section) ?? SECTIONS[0]
  const Content: ComponentType = current.content
  return (
    <>
      <PageBar title={t('shell.settings')} />
      <div className="flex min-h-0 grow max-md:flex-col">
        <nav
          aria-label={t('shell.settings')}
          className="flex shrink-0 gap-0.5 p-2 max-md:overflow-x-auto max-md:border-b md:w-48 md:flex-col md:border-r"
        >
          {shown.map(({ id, icon: Icon }) => (
            <Link
              key={id}
              to="/settings/$section"
              params={{ section: id }}
              aria-current={id === current.id ? 'page' : undefined}
              className="flex h-8 shrink-0 items-center gap-2.5 rounded-md px-2 text-muted hover:bg-hover hover:text-text aria-[current=page]:bg-press aria-[current=page]:font-medium aria-[current=page]:text-text [&_svg]:size-4"
            >
              <Icon aria-hidden />
              {t(id === 'webhooks' ? 'webhooks.title' : `settings.${id}`)}
            </Link>
          ))}
        </nav>
        <div className="min-h-0 min-w-0 grow overflow-auto">
          <div className="mx-auto w-full max-w-[880px] px-4 py-5 sm:px-6" key={current.id}>
            <Suspense fallback={<Skeleton className="h-64 w-full" />}>
              <Content />
            </Suspense>
          </div>
        </div>
      </div>
    </>
  )
}

function MyNotifications() {
  return <NotificationSettings addressOf={addressOf} />
}

function WebhookSettings() {
  const navigate = useNavigate()
  const search: Record<string, unknown> = useSearch({ strict: false })
  return (
    <Webhooks
      current={typeof search['id'] === 'string' ? search['id'] : null}
      onOpen={(id) =>
        void navigate({
          to: '/settings/$section',
          params: { section: 'webhooks' },
          search: id === null ? {} : { id },
        })
      }
    />
  )
}
