import { useRouterState } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { titleOf } from '@/components/records/titles'
import { useUnread } from '@/features/notifications'
import { useMeta, useRow } from '@/sync'
import { useLastPipeline } from '../pipeline/lastPipeline'

const PRODUCT = 'SalesPulse'
const PARTS = [
  'inbox',
  'pipelines',
  'deals',
  'contacts',
  'companies',
  'reviews',
  'import',
  'settings',
] as const

/** The window's name, for whoever looks for it among their tabs. */
export function WindowTitle() {
  useWindowTitle(useRouterState({ select: ({ location }) => location.pathname }))
  return null
}

/** Names the window by how much is unread and what an address shows: "(3) Umbra renewal · SalesPulse". */
export function useWindowTitle(path: string): void {
  const { t } = useTranslation()
  const unread = useUnread()
  const [, first, named] = path.split('/')
  const part = PARTS.find((one) => one === first)
  // Without an id it is still one board that is shown.
  const board = useLastPipeline((state) => (part === 'pipelines' ? state.id : null))
  const id = named || board
  const meta = useMeta()
  const row = useRow(part ?? '', id)
  const shown = row && part ? titleOf(row, meta?.types[part]) : '—'
  // A record that is not read yet, or has no name, goes by where it is.
  const name = shown !== '—' ? shown : part && t(`shell.${part}`)
  const count = unread > 0 ? `(${unread > 99 ? '99+' : unread}) ` : ''
  useEffect(() => {
    document.title = count + [name, PRODUCT].filter(Boolean).join(' · ')
  }, [count, name])
  useEffect(() => () => void (document.title = PRODUCT), [])
}
