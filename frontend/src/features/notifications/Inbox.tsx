import './texts'
import { Inbox as InboxIcon } from 'lucide-react'
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommands } from '@/components/commands'
import { PageBar } from '@/components/PageBar'
import { Tab, TabList, Tabs } from '@/components/ui/Tabs'
import { EmptyState } from '@/components/ui/States'
import { useRow, type Row } from '@/sync'
import { MarkAll } from './MarkAll'
import { NotificationList } from './NotificationList'
import { useInbox, useMark, useUnread } from './useInbox'

interface InboxProps {
  /** The notification that the address names. */
  current: string | undefined
  /** Show one: beside the list, or, where there is no room, on its own page. */
  onOpen: (row: Row) => void
  /** What a notification is about. */
  children: (row: Row) => ReactNode
}

/** All my notifications, and beside them what each is about. */
export function Inbox({ current, onOpen, children }: InboxProps) {
  const { t } = useTranslation()
  const [only, setOnly] = useState<'all' | 'unread'>('all')
  const list = useInbox(only)
  const unread = useUnread()
  const row = useRow('notifications', current)
  const open = useOpening(onOpen)
  useKeys(list.rows, row, open)
  return (
    <>
      <PageBar title={t('inbox.title')} />
      <div className="flex min-h-0 grow">
        <section
          aria-label={t('inbox.title')}
          className="flex min-h-0 w-full shrink-0 flex-col md:w-[360px] md:border-r"
        >
          <div className="flex items-center border-b pr-2 pl-1">
            <Tabs
              value={only}
              onValueChange={(value) => setOnly(value === 'unread' ? 'unread' : 'all')}
              className="grow"
            >
              <TabList className="border-b-0">
                <Tab value="all">{t('inbox.all')}</Tab>
                <Tab value="unread" {...(unread > 0 ? { count: unread } : {})}>
                  {t('inbox.unread')}
                </Tab>
              </TabList>
            </Tabs>
            <MarkAll disabled={unread === 0} />
          </div>
          <NotificationList
            list={list}
            onOpen={open}
            current={current}
            onlyUnread={only === 'unread'}
            className="min-h-0 grow"
          />
        </section>
        <section className="flex min-h-0 min-w-0 grow flex-col max-md:hidden">
          {row ? (
            children(row)
          ) : (
            <EmptyState
              className="grow"
              icon={<InboxIcon />}
              title={t('inbox.choose')}
              text={t('inbox.choose_text')}
            />
          )}
        </section>
      </div>
    </>
  )
}

/** Opening is reading. */
function useOpening(onOpen: (row: Row) => void): (row: Row) => void {
  const mark = useMark()
  return (row) => {
    if (!row['read_at']) mark(row, true)
    onOpen(row)
  }
}

/** j and k go through the list, u marks; also while the record beside has the focus. */
function useKeys(rows: readonly Row[], row: Row | undefined, open: (row: Row) => void): void {
  const { t } = useTranslation()
  const mark = useMark()
  const now = useRef({ rows, row, open })
  useEffect(() => {
    now.current = { rows, row, open }
  })
  const commands = useMemo(() => {
    const go = (step: 1 | -1) => {
      const { rows, row, open } = now.current
      const at = rows.findIndex(({ id }) => id === row?.id)
      const next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)]
      if (next) open(next)
    }
    const toggle = () => {
      const { row } = now.current
      if (row) mark(row, !row['read_at'])
    }
    const group = t('inbox.title')
    return [
      { id: 'inbox.next', label: t('inbox.next'), group, keys: 'j', run: () => go(1) },
      { id: 'inbox.previous', label: t('inbox.previous'), group, keys: 'k', run: () => go(-1) },
      { id: 'inbox.toggle', label: t('inbox.toggle'), group, keys: 'u', run: toggle },
    ]
  }, [t, mark])
  useCommands(commands)
}
