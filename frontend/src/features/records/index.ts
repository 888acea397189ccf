export { NewRecord } from './NewRecord'
export { RecordPage, type RecordTab } from './RecordPage'
export { RecordsScreen } from './RecordsScreen'
export { RelatedRecords, useRelated } from './RelatedRecords'
