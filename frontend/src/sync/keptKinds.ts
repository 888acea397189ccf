import type { QueryClient, QueryKey } from '@tanstack/react-query'
import type { BoardState } from './board'
import type { ListState } from './list'
import { idsOf } from './reach'
import type { Records } from './records'

// What the log moves along; and what it does not, which is read again when it is shown.
const MOVED = ['list', 'board', 'record']
const ASKED = ['meta', 'note', 'tenant', 'history']
/** What describes the organisation and its fields: it holds nothing of any record. */
export const DESCRIPTIONS: readonly string[] = ['meta', 'tenant']
// Types whose events tell everything their lists show. Others hold a figure that no event of theirs
// tells (how many people have a role): shown at once, and read again.
export const TOLD: readonly string[] = ['companies', 'contacts', 'deals', 'pipelines', 'stages']
/** The first words of the keys whose queries are kept on the device. */
export const KEPT_KINDS: readonly string[] = [...MOVED, ...ASKED]

/** What is in the cache, as `reachable` takes it. */
export function readIn(client: QueryClient): [QueryKey, unknown][] {
  return client
    .getQueryCache()
    .findAll({ predicate: isKept })
    .flatMap(({ queryKey, state }) => (state.data ? [[queryKey, state.data]] : []))
}

/** Whether what is read by this key is kept. */
export const isKept = ({ queryKey }: { queryKey: QueryKey }): boolean =>
  KEPT_KINDS.includes(String(queryKey[0]))

/** Whether the log tells of everything that was read by this key. */
export const isMoved = ([kind, type]: QueryKey): boolean =>
  kind === 'board' || (MOVED.includes(String(kind)) && TOLD.includes(String(type)))

/** A list or board that stands at `seq`: events up to there are in it already. */
export function movedTo(seq: number, [kind]: QueryKey, data: unknown): unknown {
  if (kind === 'list') {
    const list = data as ListState
    return { ...list, seq: Math.max(list.seq, seq), totalSeq: Math.max(list.totalSeq, seq) }
  }
  if (kind !== 'board') return data
  const board = data as BoardState
  return { ...board, seq: Math.max(board.seq, seq) }
}

/** Whether every record of a list or board is here. */
export function complete(records: Records, key: QueryKey, data: unknown): boolean {
  const type = key[0] === 'list' ? String(key[1]) : 'deals'
  if (key[0] === 'record') return records.base(String(key[1]), String(key[2])) !== undefined
  return idsOf(key, data).every(
    (id) => records.base(type, id) !== undefined || records.base('pipelines', id) !== undefined,
  )
}
