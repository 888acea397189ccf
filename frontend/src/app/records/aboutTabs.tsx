import type { TFunction } from 'i18next'
import type { RecordTab } from '@/features/records'
import type { Row } from '@/sync'

/** What any record carries: notes, comments, files and its history. */
export function aboutTabs(_t: TFunction, _entity: string, _row: Row): readonly RecordTab[] {
  return []
}
