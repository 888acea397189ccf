import { useTranslation } from 'react-i18next'
import { BUILT_IN, type BuiltIn } from './types'

interface Named {
  id: string
  name: string
}

/** What a role is called: those out of the box in the reader's language. */
export function useRoleName(): (role: Named) => string {
  const { t } = useTranslation()
  return ({ id, name }) =>
    (BUILT_IN as readonly string[]).includes(id) ? t(`settings.role.${id as BuiltIn}`) : name
}
