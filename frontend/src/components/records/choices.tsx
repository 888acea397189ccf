import { useCallback, useMemo } from 'react'
import { send } from '@/api/http'
import { Avatar } from '@/components/ui/Avatar'
import { Dot } from '@/components/ui/Badge'
import type { Option } from '@/components/ui/Select'
import { useList, useLive, useMeta, type Field, type Filter, type Row, type TypeMeta } from '@/sync'
import { colorOf } from './colors'
import { usePeople, type Member } from './people'
import { tagNames } from './tagNames'
import { titleOf } from './titles'

export interface Choices {
  /** What is offered before anything is typed, or all there is. */
  options: readonly Option[]
  /** Asks the server as one types, where there are too many to hold. */
  find?: (query: string) => Promise<readonly Option[]>
}

/** What a field's values are chosen from; stages only of the record's own pipeline. */
export function useChoices(field: Field, row?: Row): Choices {
  const people = usePersonChoices(field.kind === 'user' || field.kind === 'users')
  const links = useLinkChoices(field, row)
  const options = useOptions(field)
  if (field.kind === 'user' || field.kind === 'users') return people
  return field.kind === 'link' ? links : { options }
}

function useOptions(field: Field): readonly Option[] {
  const live = useLive()
  const meta = useMeta()
  const tags = useList('tags', { sort: 'name', limit: 200 }, field.kind === 'tags')
  return useMemo(() => {
    if (field.kind === 'currency')
      return (meta?.currencies ?? []).map((code) => ({ value: code, label: code }))
    if (field.kind === 'tags')
      return [
        ...tags.rows.map((tag) => dotted(titleOf(tag), titleOf(tag), tag['color'])),
        ...tagNames(live, tags.rows).map((name) => dotted(name, name)),
      ]
    return (field.options ?? []).map((option) =>
      typeof option === 'string'
        ? dotted(option, option)
        : dotted(option.value, option.label ?? option.value, option.color),
    )
  }, [field, live, meta, tags.rows])
}

function dotted(value: string, label: string, color?: unknown): Option {
  const css = colorOf(color)
  return { value, label, ...(css ? { icon: <Dot color={css} /> } : {}) }
}

function usePersonChoices(enabled: boolean): Choices {
  const { people } = usePeople(enabled)
  return useMemo(
    () => ({ options: people.filter((person) => person.active).map(personOption) }),
    [people],
  )
}

/** A person as an option, with their face and address. */
export function personOption(person: Member): Option {
  return {
    value: person.id,
    label: person.name,
    detail: person.email,
    icon: <Avatar person={person} size={20} named={false} />,
  }
}

function useLinkChoices(field: Field, row: Row | undefined): Choices {
  const meta = useMeta()
  const type = field.kind === 'link' ? (field.ref ?? '') : ''
  const about = meta?.types[type]
  const pipeline = type === 'stages' ? row?.['pipeline_id'] : undefined
  const filters: Filter[] =
    typeof pipeline === 'string' ? [{ field: 'pipeline_id', op: 'eq', value: pipeline }] : []
  const ordered = type === 'stages' || type === 'pipelines'
  const list = useList(
    type,
    { filters, sort: ordered ? 'position' : 'name', limit: ordered ? 200 : 50 },
    type !== '',
  )
  const options = useMemo(
    () => list.rows.map((one) => recordOption(one, about)),
    [list.rows, about],
  )
  const find = useCallback(
    async (query: string) => {
      const { body } = await send<{ data: Row[] }>('GET', `/${type}`, {
        query: { search: query, limit: 20 },
      })
      return body.data.map((one) => recordOption(one, about))
    },
    [type, about],
  )
  return about?.searchable ? { options, find } : { options }
}

function recordOption(row: Row, type: TypeMeta | undefined): Option {
  const detail = row['email'] ?? row['domain']
  return {
    ...dotted(row.id, titleOf(row, type), row['color']),
    ...(typeof detail === 'string' ? { detail } : {}),
  }
}
