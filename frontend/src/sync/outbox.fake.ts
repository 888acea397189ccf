import { ApiError } from '@/api/errors'
import type { Answer, Sending } from '@/api/http'
import { Journal } from './journal'
import type { Operation } from './operation'
import type { Draft, Outbox } from './outbox'
import { Records } from './records'
import type { QueueWorld } from './sharedQueue'
import { memoryStore, type OperationStore } from './storage'
import { Tabs } from './tabs'
import type { Row } from './types'

/** What the server says to a write; undefined: nothing, ever. */
export type Reply = Row | null | Error | undefined

interface Sent {
  method: string
  path: string
  body: unknown
  headers: Record<string, string>
}

/** A window with deal "d" at version 4, its disk, and a server that says what it is told to. Tests only. */
export class FakeWorld {
  records = withDeal()
  store: OperationStore = memoryStore()
  /** What stands in the journal, by name: all windows of it write in one. */
  readonly written = new Map<string, string>()
  readonly journal = new Journal('journal-', () => paperOf(this.written))
  /** What has been sent, oldest first. */
  sent: Sent[] = []
  /** What the server will say, one after the other; then nothing. */
  replies: ((body: unknown) => Reply)[] = []
  /** Refusals that were told, as "update forbidden". */
  readonly rejected: string[] = []

  /** What an outbox needs of the world. */
  queue(more: Partial<QueueWorld> = {}): QueueWorld {
    return {
      records: this.records,
      store: this.store,
      journal: this.journal,
      scope: 't:u',
      tabs: alone(),
      position: () => 10,
      onRejected: ({ kind }, { code }) => this.rejected.push(`${kind} ${code}`),
      onChange: () => undefined,
      send: this.sending((_, body) => this.replies.shift()?.(body)),
      ...more,
    }
  }

  /** A way to send that notes what is sent, and is answered by `reply`. */
  sending(reply: (path: string, body: unknown) => Reply): QueueWorld['send'] {
    return (method, path, { body, headers = {} }: Sending) => {
      this.sent.push({ method, path, body, headers })
      return answered(reply(path, body))
    }
  }
}

/** The records of a window that has read deal "d". */
export function withDeal(): Records {
  const records = new Records()
  records.take('deals', [{ id: 'd', version: 4, name: 'Old', amount: '1.00' }], 5)
  return records
}

/** An edit of deal "d", or what else of it `more` says. */
export const edit = (patch: Record<string, unknown>, more: Partial<Draft> = {}): Draft => ({
  kind: 'update',
  type: 'deals',
  recordId: 'd',
  method: 'PATCH',
  path: '/deals/d',
  body: patch,
  patch,
  ...more,
})

/** The making of deal "n". */
export const create = (patch: Record<string, unknown>): Draft =>
  edit(patch, { kind: 'create', recordId: 'n', method: 'POST', path: '/deals' })

/** Another has changed the name of "d" to Ben's: what the server says to ours. */
export function conflict(): ApiError {
  const current: Row = { id: 'd', version: 8, name: 'Ben’s', amount: '2.00' }
  const conflicts = { name: { base: 'Old', theirs: 'Ben’s', yours: 'Mine' } }
  return new ApiError(409, 'conflict', 'Changed.', { conflicts, current })
}

/** The first conflict its author is asked about, as it is shown. */
export function asked(outbox: Outbox): Operation {
  const [first] = outbox.conflicts
  if (!first) throw new Error('Nobody is asked.')
  return first
}

/** Nothing here takes time: all that follows has happened when the next task begins. */
export const idle = () => new Promise((done) => setTimeout(done))

/** A window without others. */
function alone(): Tabs {
  const tabs = new Tabs('alone', undefined, { locks: null, channel: null })
  tabs.start()
  return tabs
}

function answered(reply: Reply): Promise<Answer<{ data?: Row } | null>> {
  if (reply instanceof Error) return Promise.reject(reply)
  if (reply === undefined) return new Promise(() => undefined)
  const body = reply && { data: reply }
  return Promise.resolve({ body, status: 200, seq: null, headers: new Headers() })
}

function paperOf(written: Map<string, string>) {
  return {
    length: written.size,
    key: (at: number) => [...written.keys()][at] ?? null,
    getItem: (name: string) => written.get(name) ?? null,
    setItem: (name: string, text: string) => void written.set(name, text),
    removeItem: (name: string) => void written.delete(name),
  }
}
