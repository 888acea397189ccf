import { Eye, EyeOff, PenLine } from 'lucide-react'
import { ToggleGroup } from 'radix-ui'
import { useTranslation } from 'react-i18next'
import { cn } from '@/components/ui/cn'
import { Skeleton } from '@/components/ui/States'
import { Tab, TabList, TabPanel, Tabs } from '@/components/ui/Tabs'
import { ruled } from './rules'
import type { Choices, Level, Role, RolePatch } from './types'

const TYPES = ['companies', 'contacts', 'deals'] as const
const LEVELS = [
  { level: 'write', icon: PenLine },
  { level: 'read', icon: Eye },
  { level: 'none', icon: EyeOff },
] as const

interface FieldLevelsProps {
  role: Role
  choices: Choices | undefined
  onChange: (patch: RolePatch) => void
}

/** Which fields a role may edit, only read, or not see at all; type by type. */
export function FieldLevels({ role, choices, onChange }: FieldLevelsProps) {
  const { t } = useTranslation()
  if (!choices) return <Skeleton className="h-40 w-full" />
  return (
    <Tabs defaultValue="deals">
      <TabList>
        {TYPES.map((type) => {
          const count = ruled(role, type)
          return (
            <Tab key={type} value={type} {...(count > 0 ? { count } : {})}>
              {t(`roles.resources.${type}`)}
            </Tab>
          )
        })}
      </TabList>
      {TYPES.map((type) => (
        <TabPanel key={type} value={type}>
          <ul>
            {(choices.fields[type] ?? []).map((field) => {
              const level = role.fields[type]?.[field.name] ?? 'write'
              return (
                <li
                  key={field.name}
                  className="flex min-h-10 items-center gap-3 border-b px-1 last:border-b-0"
                >
                  <span className={cn('min-w-0 grow truncate', level === 'none' && 'text-faint')}>
                    {field.label}
                  </span>
                  <LevelChoice
                    label={t('roles.level_of', { field: field.label, role: role.name })}
                    level={level}
                    levels={field.levels}
                    onChange={(next) => onChange({ fields: { [type]: { [field.name]: next } } })}
                  />
                </li>
              )
            })}
          </ul>
        </TabPanel>
      ))}
    </Tabs>
  )
}

interface LevelChoiceProps {
  label: string
  level: Level
  levels: readonly Level[]
  onChange: (level: Level) => void
}

function LevelChoice({ label, level, levels, onChange }: LevelChoiceProps) {
  const { t } = useTranslation()
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={level}
      // Choosing the chosen one again would choose none.
      onValueChange={(next) => next && onChange(next as Level)}
      className="inline-flex shrink-0 rounded-md border bg-sunken p-0.5"
    >
      {LEVELS.map(({ level: one, icon: Icon }) => (
        <ToggleGroup.Item
          key={one}
          value={one}
          disabled={!levels.includes(one)}
          title={levels.includes(one) ? undefined : t('roles.level_impossible')}
          aria-label={t(`roles.level.${one}`)}
          className={cn(
            'inline-flex h-6 items-center gap-1.5 rounded-sm px-2 text-sm text-muted hover:text-text disabled:opacity-35 data-[state=on]:bg-raised data-[state=on]:font-medium data-[state=on]:text-text data-[state=on]:shadow-[0_0_0_1px_var(--line)] [&_svg]:size-3.5',
            one === 'none' && 'data-[state=on]:text-danger-text',
            one === 'read' && 'data-[state=on]:text-warn-text',
          )}
        >
          <Icon aria-hidden />
          <span className="max-sm:sr-only">{t(`roles.level.${one}`)}</span>
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  )
}
