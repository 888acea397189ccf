export interface Mentionable {
  id: string
  name: string
}

/** The "@na" being typed before the caret: where it starts and what was typed of the name; null if none. */
export function mentionAt(text: string, caret: number): { start: number; query: string } | null {
  const before = text.slice(0, caret)
  const start = before.lastIndexOf('@')
  if (start < 0 || (start > 0 && !/[\s(]/.test(before.charAt(start - 1)))) return null
  const query = before.slice(start + 1)
  // A name has at most a few words; after a new line or a sentence it is no mention.
  return /^[\p{L}\p{M}'’. -]{0,40}$/u.test(query) && query.split(' ').length <= 3
    ? { start, query }
    : null
}

/** Who may be meant by what was typed: beginnings of any of their names, best first. */
export function candidates<T extends Mentionable>(
  people: readonly T[],
  query: string,
  most = 6,
): T[] {
  const wanted = query.trim().toLowerCase()
  const rank = ({ name }: Mentionable) => {
    const lower = name.toLowerCase()
    if (lower.startsWith(wanted)) return 0
    return lower.split(' ').some((word) => word.startsWith(wanted)) ? 1 : 2
  }
  return people
    .filter((person) => rank(person) < 2)
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, most)
}

/** The text with the mention finished, and where the caret goes. */
export function insertMention(
  text: string,
  start: number,
  caret: number,
  name: string,
): { text: string; caret: number } {
  const head = `${text.slice(0, start)}@${name} `
  return { text: head + text.slice(caret).replace(/^ /, ''), caret: head.length }
}

/** Those whose "@Name" stands in the text, once each. */
export function mentionedIn<T extends Mentionable>(text: string, people: readonly T[]): T[] {
  return [
    ...new Set(partsOf(text, people).flatMap((part) => (typeof part === 'string' ? [] : [part]))),
  ]
}

/** Those who are mentioned, by their first names: people write "@Ben", and so do other clients. */
export function nicknames(
  people: readonly Mentionable[],
  mentions: readonly string[],
): Mentionable[] {
  return people
    .filter(({ id }) => mentions.includes(id))
    .map(({ id, name }) => ({ id, name: name.split(' ')[0] ?? name }))
}

/** A text cut into plain parts and mentions; the longest name wins ("@Ana Silva" before "@Ana"). */
export function partsOf<T extends Mentionable>(text: string, people: readonly T[]): (string | T)[] {
  const byLength = people.filter(({ name }) => name).sort((a, b) => b.name.length - a.name.length)
  const parts: (string | T)[] = []
  let plain = ''
  for (let i = 0; i < text.length;) {
    const opens = text.charAt(i) === '@' && (i === 0 || /[\s(]/.test(text.charAt(i - 1)))
    const person = opens
      ? byLength.find(
          ({ name }) =>
            text.startsWith(name, i + 1) && !/[\p{L}\p{N}]/u.test(text.charAt(i + 1 + name.length)),
        )
      : undefined
    if (!person) {
      plain += text.charAt(i++)
      continue
    }
    if (plain) parts.push(plain)
    plain = ''
    parts.push(person)
    i += 1 + person.name.length
  }
  return plain ? [...parts, plain] : parts
}
