import { useTranslation } from 'react-i18next'
import { cn } from '@/components/ui/cn'
import { Select } from '@/components/ui/Select'
import { fitting, isYesNo } from './rules'
import { VERBS, type Choices, type Role, type RolePatch, type Scope } from './types'

interface PermissionTableProps {
  role: Role
  choices: Choices | undefined
  readOnly: boolean
  onChange: (patch: RolePatch) => void
}

const RESOURCES = [
  'companies',
  'contacts',
  'deals',
  'imports',
  'pipelines',
  'stages',
  'tags',
  'fields',
  'members',
] as const

/** What a role may do: a row a kind of record, a column a verb, a scope in each cell. */
export function PermissionTable({ role, choices, readOnly, onChange }: PermissionTableProps) {
  const { t } = useTranslation()
  return (
    <div className="overflow-x-auto rounded-lg border">
      <table className="w-full min-w-[560px] table-fixed text-left">
        <thead>
          <tr className="h-8 border-b bg-sunken text-sm text-muted">
            <th scope="col" className="w-[28%] px-3 font-medium">
              {t('roles.resource')}
            </th>
            {VERBS.map((verb) => (
              <th key={verb} scope="col" className="px-2.5 font-medium">
                {t(`roles.verb.${verb}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {RESOURCES.map((resource) => {
            const rule = role.permissions[resource]
            if (!rule) return null
            return (
              <tr key={resource} className="h-9 border-b last:border-b-0">
                <th scope="row" className="px-3 font-medium">
                  {t(`roles.resources.${resource}`)}
                </th>
                {VERBS.map((verb) => (
                  <td key={verb} className="px-1">
                    <ScopeCell
                      label={t('roles.cell', {
                        resource: t(`roles.resources.${resource}`),
                        verb: t(`roles.verb.${verb}`),
                      })}
                      scope={rule[verb]}
                      scopes={choices?.resources[resource]?.[verb] ?? [rule[verb]]}
                      readOnly={readOnly}
                      onChange={(scope) =>
                        onChange({ permissions: { [resource]: fitting(rule, verb, scope) } })
                      }
                    />
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

interface ScopeCellProps {
  label: string
  scope: Scope
  scopes: readonly Scope[]
  readOnly: boolean
  onChange: (scope: Scope) => void
}

function ScopeCell({ label, scope, scopes, readOnly, onChange }: ScopeCellProps) {
  const { t } = useTranslation()
  const word = (one: Scope) =>
    isYesNo(scopes) ? t(one === 'none' ? 'roles.no' : 'roles.yes') : t(`roles.scope.${one}`)
  if (readOnly || scopes.length < 2)
    return (
      <span className={cn('px-1.5', scope === 'none' ? 'text-faint' : 'text-muted')}>
        {scope === 'none' ? '—' : word(scope)}
      </span>
    )
  return (
    <Select
      aria-label={label}
      className={cn(
        'h-7 w-full border-transparent bg-transparent px-1.5 hover:border-line [&>svg]:opacity-0 hover:[&>svg]:opacity-100 focus-visible:[&>svg]:opacity-100',
        scope === 'none' && 'text-faint',
      )}
      value={scope}
      options={scopes.map((one) => ({ value: one, label: word(one) }))}
      onChange={(next) => onChange(next as Scope)}
    />
  )
}
