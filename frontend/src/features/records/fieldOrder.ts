import type { TypeMeta } from '@/sync'

// The title stands above them; the rest is for machines.
const APART = ['id', 'version', 'position']

/** A record's fields as its page shows them: those in `lead` first, then what can be written. */
export function orderedFields(about: TypeMeta, lead: readonly string[]) {
  const title = about.title ?? 'name'
  const rank = (key: string) => {
    const at = lead.indexOf(key)
    return at < 0 ? lead.length : at
  }
  return about.fields
    .filter((field) => field.custom || (field.key !== title && !APART.includes(field.key)))
    .map((field, index) => ({ field, index }))
    .sort(
      (a, b) =>
        rank(a.field.key) - rank(b.field.key) ||
        Number(b.field.writable) - Number(a.field.writable) ||
        a.index - b.index,
    )
    .map(({ field }) => field)
}
