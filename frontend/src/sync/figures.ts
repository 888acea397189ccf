import type { QueryClient } from '@tanstack/react-query'
import type { Meta } from './meta'

/** The fields whose values are figures, also where they are sent as text: "amount", "custom.budget". */
export type Figures = ReadonlySet<string>

/** What is known without asking: fields of one's own are told by `GET /meta`. */
export const BUILT_IN: Figures = new Set(['amount'])

const KINDS = ['number', 'integer', 'money']

/** The figures of a type, as far as the cache has been told of its fields. */
export function figuresOf(client: QueryClient, type: string): Figures {
  const read = client.getQueriesData<Meta>({ queryKey: ['meta'] })
  const fields = read.findLast(([, meta]) => meta)?.[1]?.types[type]?.fields ?? []
  const own = fields.filter(({ custom, kind }) => custom && KINDS.includes(kind))
  return own.length > 0
    ? new Set([...BUILT_IN, ...own.map(({ key }) => `custom.${key}`)])
    : BUILT_IN
}
