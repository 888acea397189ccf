import type { Row } from '@/sync'

/** A bulk change, as the server tells how far it is. */
export interface BulkJob {
  id: string
  action: 'update' | 'delete' | 'restore' | 'undo'
  status: 'queued' | 'running' | 'done' | 'cancelled' | 'failed'
  error: string | null
  total: number
  done: number
  /** Of the done, those that were so already. */
  unchanged: number
  refused: number
  refusals: readonly { id: string; message: string }[]
}

/** A row of type "bulk-jobs" as what it is. */
export function jobOf(row: Row): BulkJob {
  return row as unknown as BulkJob
}

/** Whether a worker has something left to do. */
export function isGoingOn({ status }: BulkJob): boolean {
  return status === 'queued' || status === 'running'
}

/** How many records are other than before. */
export function changedBy({ done, unchanged }: BulkJob): number {
  return done - unchanged
}
