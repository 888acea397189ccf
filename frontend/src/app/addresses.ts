/** Where a record is shown: ("deal", id) → "/deals/<id>"; null for what has no page of its own. */
export function addressOf(entity: string, id: string): string | null {
  if (!id) return null
  switch (entity) {
    case 'deal':
      return `/deals/${id}`
    case 'company':
      return `/companies/${id}`
    case 'contact':
      return `/contacts/${id}`
    case 'pipeline':
      return `/pipelines/${id}`
    case 'import':
      return '/import'
    case 'webhook':
      return '/settings/webhooks'
    default:
      return null
  }
}
