import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { send } from '@/api/http'
import { useList, useLive, useMay, useRefetchType } from '@/sync'
import { applied } from './rules'
import { inOrder, roleOf, type Choices, type Role, type RolePatch } from './types'

/** All roles, live; none for who may not see them. */
export function useRoles() {
  const may = useMay('roles', 'read')
  const list = useList('roles', { limit: 200 }, may)
  const roles = useMemo(() => inOrder(list.rows.map(roleOf)), [list.rows])
  const live = useLive()
  const refetch = useRefetchType()
  // A role's event does not come when somebody is given it: its count does not change the role.
  useEffect(
    () => live.onEvent((event) => event.entity === 'member' && may && refetch('roles')),
    [live, may, refetch],
  )
  return { ...list, roles }
}

/** What roles may say; read anew as custom fields come and go. */
export function useChoices(): Choices | undefined {
  return useQuery({
    queryKey: ['roles', 'choices'],
    queryFn: async ({ signal }) =>
      (await send<{ data: Choices }>('GET', '/roles/choices', { signal })).body.data,
  }).data
}

interface Pending {
  patch: RolePatch
  /** The role's version with it, once the server has said so. */
  version?: number
}

/** A role with my changes at once; the server's word follows, and a refusal takes them back. */
export function useRole(role: Role, refused: (error: unknown) => void) {
  const [pending, setPending] = useState<readonly Pending[]>([])
  const open = pending.filter(({ version }) => version === undefined || version > role.version)
  const change = (patch: RolePatch) => {
    const mine: Pending = { patch }
    setPending((now) => [...now.filter((one) => open.includes(one)), mine])
    send<{ data: Role }>('PATCH', `/roles/${role.id}`, { body: patch }).then(
      ({ body }) =>
        setPending((now) =>
          now.map((one) => (one === mine ? { patch, version: body.data.version } : one)),
        ),
      (error: unknown) => {
        setPending((now) => now.filter((one) => one !== mine))
        refused(error)
      },
    )
  }
  return { shown: open.reduce((now, { patch }) => applied(now, patch), role), change }
}
