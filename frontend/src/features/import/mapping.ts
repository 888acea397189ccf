import { nameOf } from '@/components/records/fields'
import type { Field } from '@/sync'
import type { ColumnPreview, Guess, ImportOptions, Mapping, Preview, Target } from './preview'

/** What somebody is about to import: the server's proposal, and what they changed of it. */
export interface Draft {
  mapping: Mapping
  options: ImportOptions
}

export function draftOf(preview: Preview): Draft {
  return { mapping: preview.mapping, options: preview.options }
}

/** How sure the proposal for a column is: to be looked at, or likely right. */
export function sureness(guess: Guess | null, target: Target | null): 'sure' | 'likely' | 'chosen' {
  if (!guess || !target || guess.field !== target.field) return 'chosen'
  return guess.confidence >= 0.9 ? 'sure' : 'likely'
}

/** The fields of a type that a column can go to: what may be written, and no pure machinery. */
export function targetFields(fields: readonly Field[]): Field[] {
  return fields.filter((field) => field.writable || field.key === 'pipeline_id')
}

/** Send a column to a field (null: leave it out), taken from another column if that had it. */
export function retarget(draft: Draft, column: ColumnPreview, target: Target | null): Draft {
  const mapping: Mapping = { ...draft.mapping }
  for (const [name, other] of Object.entries(mapping))
    if (target && name !== column.name && other?.field === target.field) mapping[name] = null
  mapping[column.name] = target
  return { ...draft, mapping }
}

/** A target as the server would have guessed it for this column, or a plain one. */
export function targetFor(column: ColumnPreview, field: Field | null, key: string): Target {
  const guesses = [...(column.guess ? [column.guess] : []), ...column.alternatives]
  const guess = guesses.find((one) => one.field === key)
  const format = guess?.format ?? (field && isFormatted(field.kind) ? anyFormat(guesses) : null)
  const create = guess?.create ?? false
  return {
    field: key,
    ...(format ? { format } : {}),
    ...(create === false ? {} : { create }),
  }
}

function anyFormat(guesses: readonly Guess[]): string | null {
  return guesses.find((guess) => guess.format !== null)?.format ?? null
}

/** Whether values of a kind are written in a format: dates and numbers. */
export function isFormatted(kind: string): 'date' | 'number' | null {
  if (kind === 'date' || kind === 'datetime') return 'date'
  return kind === 'number' || kind === 'integer' || kind === 'money' ? 'number' : null
}

/** Take one spelling for another, or stop doing so. */
export function withAlias(draft: Draft, column: string, odd: string, kept: string | null): Draft {
  const { [odd]: _, ...others } = draft.options.aliases?.[column] ?? {}
  const next = kept === null ? others : { ...others, [odd]: kept }
  const { [column]: __, ...rest } = draft.options.aliases ?? {}
  const aliases = Object.keys(next).length > 0 ? { ...rest, [column]: next } : rest
  return { ...draft, options: { ...draft.options, aliases } }
}

/** Whether a type's title comes from no column, so that a template must make it. */
export function needsTemplate(draft: Draft, title: string): boolean {
  return !Object.values(draft.mapping).some((target) => target?.field === title)
}

/** A template filled from a row: "{product} – {account}" → "GTX Pro – Cancity". */
export function fillTemplate(template: string, columns: readonly string[], row: readonly string[]) {
  return template.replace(/\{([^{}]+)\}/g, (whole, name: string) => {
    const at = columns.indexOf(name)
    return at < 0 ? whole : (row[at] ?? '')
  })
}

/** What would stop the import; empty when it can start. */
export function obstacles(draft: Draft, fields: readonly Field[], title: string): string[] {
  const targets = Object.values(draft.mapping).flatMap((target) => target?.field ?? [])
  const template = draft.options.template?.[title]?.trim()
  const given = [...targets, ...(template ? [title] : []), 'pipeline_id', 'stage_id']
  return fields
    .filter((field) => field.required && field.writable && !given.includes(nameOf(field)))
    .map((field) => field.label)
}

/** What the form carries: no template for a title that a column gives, and no empty settings. */
export function formOf(draft: Draft, title: string): { mapping: Mapping; options: ImportOptions } {
  const { template, aliases, stage_defaults, ...options } = draft.options
  const kept = needsTemplate(draft, title) && template?.[title]?.trim() ? { template } : {}
  return {
    mapping: draft.mapping,
    options: {
      ...options,
      ...kept,
      ...(aliases && Object.keys(aliases).length > 0 ? { aliases } : {}),
      ...(stage_defaults && Object.keys(stage_defaults).length > 0 ? { stage_defaults } : {}),
    },
  }
}
