type Values = Readonly<Record<string, unknown>>

const PREFIX = 'custom.'

/** Values with custom fields by their whole names, as events and conflicts tell them: "custom.budget". */
export function flat({ custom, ...plain }: Values): Record<string, unknown> {
  const own = Object.entries((custom ?? {}) as Values)
  return { ...plain, ...Object.fromEntries(own.map(([key, value]) => [PREFIX + key, value])) }
}

/** Values with custom fields as records hold them and `PATCH` takes them: `custom: {budget}`. */
export function nested(values: Values): Record<string, unknown> {
  const isOwn = ([name]: [string, unknown]) => name.startsWith(PREFIX)
  const entries = Object.entries(values)
  const plain = Object.fromEntries(entries.filter((entry) => !isOwn(entry)))
  const own = entries.filter(isOwn).map(([name, value]) => [name.slice(PREFIX.length), value])
  return own.length > 0 ? { ...plain, custom: Object.fromEntries(own) as Values } : plain
}

/** Values with newer ones over them; those of one custom field leave the others as they are. */
export function laidOver<T extends Values>(values: T, newer: Values): T & Record<string, unknown> {
  const custom = newer['custom']
    ? { custom: { ...(values['custom'] as Values | undefined), ...newer['custom'] } }
    : {}
  return { ...values, ...newer, ...custom }
}

/** What a record holds in the fields of a patch. */
export function heldFor(patch: Values, record: Values | undefined): Record<string, unknown> {
  const held = flat(record ?? {})
  return nested(Object.fromEntries(Object.keys(flat(patch)).map((name) => [name, held[name]])))
}

/** Those of some values whose names a test lets through; a custom field's name is its whole one. */
export function chosen(values: Values, has: (name: string) => boolean): Record<string, unknown> {
  return nested(Object.fromEntries(Object.entries(flat(values)).filter(([name]) => has(name))))
}
