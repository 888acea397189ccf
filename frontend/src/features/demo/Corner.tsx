import { AppWindow, ChevronDown, ChevronUp, Lightbulb, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { usePeople } from '@/components/records/people'
import { Avatar } from '@/components/ui/Avatar'
import { Switch } from '@/components/ui/Switch'
import { IconButton } from '@/components/ui/IconButton'
import { Dropdown } from '@/components/ui/Menu'
import { toast } from '@/components/ui/Toaster'
import { slot, useMe } from '@/sync'
import { useSimulate, type Account, type Demo } from './demo'
import { STEPS, useProgress } from './progress'
import { Steps } from './Steps'
import { openTeammate, teammatesOf } from './teammates'

const line =
  'flex h-8 w-full items-center gap-2.5 rounded-md px-2 text-left text-muted hover:bg-hover hover:text-text data-[state=open]:bg-press [&_svg]:size-4 [&_svg]:shrink-0'

/** See DemoCorner.tsx, which loads this where there is a demo. */
export default function Corner({ demo }: { demo: Demo }) {
  const { t } = useTranslation()
  const me = useMe()
  const { dismissed, show } = useProgress()
  const mates = teammatesOf(demo, me.user.email)
  const { people } = usePeople() // a person's colour goes by their id
  const guided = slot === '0' // a teammate's window needs no second guide
  return (
    <section aria-label={t('demo.title')} className="flex flex-col gap-0.5">
      {guided && !dismissed && mates[0] && <Tour demo={demo} mate={mates[0]} />}
      <Dropdown
        side="top"
        className="w-64"
        entries={[
          { heading: t('demo.open_as') },
          ...mates.map((mate) => ({
            label: t('demo.who', { name: mate.full_name, role: roleOf(mate) }),
            icon: (
              <Avatar
                person={
                  people.find(({ email }) => email === mate.email) ?? {
                    id: mate.email,
                    name: mate.full_name,
                  }
                }
                named={false}
              />
            ),
            onSelect: () => open(demo, mate),
          })),
        ]}
      >
        <button type="button" className={line}>
          <AppWindow aria-hidden />
          <span className="grow truncate">{t('demo.teammate')}</span>
          <ChevronUp aria-hidden className="opacity-60" />
        </button>
      </Dropdown>
      <Simulated on={demo.simulate} />
      {guided && dismissed && (
        <button type="button" className={line} onClick={() => show(true)}>
          <Lightbulb aria-hidden />
          <span className="grow truncate">{t('demo.tour')}</span>
        </button>
      )}
    </section>
  )
}

function open(demo: Demo, mate: Account): void {
  useProgress.getState().tick('together')
  openTeammate(demo, mate)
}

function roleOf({ role }: Account): string {
  return role.replace('_', '-')
}

function Simulated({ on }: { on: boolean }) {
  const { t } = useTranslation()
  const simulate = useSimulate()
  return (
    <label className="flex h-8 cursor-pointer items-center gap-2 rounded-md pr-1.5 pl-2 text-muted hover:bg-hover hover:text-text">
      <span aria-hidden className="relative inline-flex size-4 items-center justify-center">
        <span
          className={
            on ? 'size-2 rounded-full bg-live' : 'size-2 rounded-full border border-line-strong'
          }
        />
      </span>
      <span className="grow truncate">{t('demo.simulated')}</span>
      <Switch
        checked={on}
        onCheckedChange={(wanted) => {
          simulate(wanted).catch(() => toast.error(t('demo.simulation_failed')))
        }}
      />
    </label>
  )
}

function Tour({ demo, mate }: { demo: Demo; mate: Account }) {
  const { t } = useTranslation()
  const { done, folded, fold, show } = useProgress()
  const all = done.length === STEPS.length
  const first = mate.full_name.split(' ')[0] ?? mate.full_name
  return (
    <div className="mb-1.5 rounded-lg border bg-surface">
      <header className="flex h-9 items-center gap-1 pr-1 pl-2.5">
        <h2 className="grow truncate text-sm font-semibold">
          {t(all ? 'demo.all_done' : 'demo.tour')}
        </h2>
        <span className="tabular text-xs text-muted">
          {t('demo.progress', { done: done.length, count: STEPS.length })}
        </span>
        <IconButton
          size="sm"
          className="size-6"
          label={t(folded ? 'demo.unfold' : 'demo.fold')}
          aria-expanded={!folded}
          icon={folded ? <ChevronUp /> : <ChevronDown />}
          onClick={() => fold(!folded)}
        />
        <IconButton
          size="sm"
          className="size-6"
          label={t('demo.dismiss')}
          icon={<X />}
          onClick={() => show(false)}
        />
      </header>
      {!folded && (
        <div className="border-t px-2.5 py-1.5">
          <Steps mate={first} onOpen={() => open(demo, mate)} />
        </div>
      )}
    </div>
  )
}
