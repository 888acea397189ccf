import { textOf, type Row } from '@/sync'

/** Where what a notification is about is shown, at its comment if it has one; null for what has no page. */
export function placeOfNews(row: Row): { to: string; hash?: string } | null {
  const to = addressOf(textOf(row, 'entity'), textOf(row, 'entity_id'))
  return to === null ? null : { to, ...hashOfNews(row) }
}

/** The end of an address that points at the comment a notification is about. */
export function hashOfNews(row: Row): { hash?: string } {
  const comment = textOf(row, 'comment_id')
  return comment ? { hash: `comment-${comment}` } : {}
}

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
