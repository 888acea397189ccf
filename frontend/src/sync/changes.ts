import { v7 } from 'uuid'
import { nowAsText } from '@/format/clock'
import type { CardFacts } from './board'
import { positionAfter } from './board'
import type { Live } from './live'

/** What screens do to records: shown at once, sent in order, kept offline. */
export function changesOf(live: Live) {
  const { outbox, me } = live
  const restore = (type: string, id: string): void => {
    outbox.settle(type, id, Infinity)
    outbox.add({
      kind: 'action',
      type,
      recordId: id,
      method: 'POST',
      path: `/${type}/${id}/restore`,
      body: {},
    })
  }
  return {
    /** Make a record; returns its id, valid at once. */
    create: (type: string, fields: Record<string, unknown>): string => {
      const id = v7()
      const now = nowAsText()
      const shown = {
        owner_id: me.user.id,
        created_at: now,
        updated_at: now,
        created_by: me.user.id,
        custom: {},
        tags: [],
        ...fields,
      }
      outbox.add({
        kind: 'create',
        type,
        recordId: id,
        method: 'POST',
        path: `/${type}`,
        body: { ...fields, id },
        patch: shown,
      })
      return id
    },

    /**
     * Change fields of a record; merged by field with what others change meanwhile. `since`: the
     * version one saw when one began to type, where that was not just now: whoever changed the same
     * field after it is not overwritten but asked about.
     */
    update: (type: string, id: string, patch: Record<string, unknown>, since?: number): void => {
      outbox.add({
        ...(since ? { baseVersion: since } : {}),
        kind: 'update',
        type,
        recordId: id,
        method: 'PATCH',
        path: `/${type}/${id}`,
        body: patch,
        patch,
      })
    },

    /** Move a record to the trash; returns how to take that back. */
    remove: (type: string, id: string): (() => void) => {
      const operation = outbox.add({
        kind: 'delete',
        type,
        recordId: id,
        method: 'DELETE',
        path: `/${type}/${id}`,
        body: undefined,
      })
      return () => {
        if (!outbox.cancel(operation)) restore(type, id)
      }
    },

    /** Take a record out of the trash. */
    restore,

    /** Put a deal right after another card of a stage (null: first). `cards`: the stage as shown. */
    move: (
      id: string,
      stageId: string,
      afterId: string | null,
      cards: readonly CardFacts[],
    ): void => {
      outbox.add({
        kind: 'action',
        type: 'deals',
        recordId: id,
        method: 'POST',
        path: `/deals/${id}/move`,
        body: { stage_id: stageId, after_id: afterId },
        patch: { stage_id: stageId, position: positionAfter(cards, afterId) },
      })
    },

    /** Any other verb on a record, with how it looks meanwhile: `act('notifications', id, 'read', {}, {read_at: now})`. */
    act: (
      type: string,
      id: string,
      verb: string,
      body: Record<string, unknown> = {},
      patch: Record<string, unknown> = {},
    ): void => {
      outbox.add({
        kind: 'action',
        type,
        recordId: id,
        method: 'POST',
        path: `/${type}/${id}/${verb}`,
        body,
        patch,
      })
    },
  }
}

export type ChangeActions = ReturnType<typeof changesOf>
