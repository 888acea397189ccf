import { useNavigate } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommands, type Command } from '@/components/commands'
import { onDemand } from '@/components/ui/onDemand'
import { useMe, useMeta } from '@/sync'
import { companyHref, contactHref, dealHref } from './hrefs'

const NewAnywhere = onDemand(() => import('./NewAnywhere'))

const MADE = [
  { type: 'deals', keys: 'c d', hrefOf: dealHref },
  { type: 'contacts', keys: 'c c', hrefOf: contactHref },
  { type: 'companies', keys: 'c o', hrefOf: companyHref },
] as const

export type Made = (typeof MADE)[number]['type']

/** "New deal", "New contact", "New company": from the palette or by keys, wherever one is. */
export function CreateCommands() {
  const { t } = useTranslation()
  const me = useMe()
  const meta = useMeta()
  const navigate = useNavigate()
  const [making, setMaking] = useState<Made | null>(null)
  useCommands(
    useMemo(
      () =>
        MADE.flatMap(({ type, keys }): Command[] => {
          const about = meta?.types[type]
          const scope = me.permissions[type]?.['create']
          if (!about || scope === undefined || scope === 'none') return []
          return [
            {
              id: `create ${type}`,
              label: t('records.new', { label: about.label.toLowerCase() }),
              group: t('palette.actions'),
              keys,
              icon: <Plus />,
              words: ['create', 'add'],
              run: () => setMaking(type),
            },
          ]
        }),
      [t, me, meta],
    ),
  )
  if (!making) return null
  const hrefOf = MADE.find(({ type }) => type === making)?.hrefOf ?? dealHref
  return (
    <NewAnywhere
      type={making}
      onClose={() => setMaking(null)}
      onCreated={(id) => void navigate({ to: hrefOf(id) })}
    />
  )
}
