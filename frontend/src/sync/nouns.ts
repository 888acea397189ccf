// The API names collections in the plural (`/deals`), events and topics in the singular ("deal").
const PLURALS: Record<string, string> = {
  company: 'companies',
  contact: 'contacts',
  lead: 'leads',
  deal: 'deals',
  pipeline: 'pipelines',
  stage: 'stages',
  product: 'products',
  activity: 'activities',
  task: 'tasks',
  ticket: 'tickets',
  comment: 'comments',
  note: 'notes',
  file: 'files',
  notification: 'notifications',
  tag: 'tags',
  member: 'users',
  team: 'teams',
  webhook: 'webhooks',
  import: 'imports',
  bulk_job: 'bulk-jobs',
}
const SINGULARS = Object.fromEntries(Object.entries(PLURALS).map(([one, many]) => [many, one]))

/** "deal" → "deals": the collection whose records an event speaks of. */
export function typeOf(entity: string): string {
  return PLURALS[entity] ?? `${entity}s`
}

/** "deals" → "deal": the word in events, topics and permissions. */
export function entityOf(type: string): string {
  return SINGULARS[type] ?? type.replace(/s$/, '')
}

/** Types that hang on a parent by (entity, entity_id), and leave the screen with it. */
export const DEPENDANTS = ['comments', 'notes', 'files', 'activities'] as const
