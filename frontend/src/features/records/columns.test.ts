import { describe, expect, it } from 'vitest'
import type { Field, TypeMeta } from '@/sync'
import { columnFields, moved, shownColumns } from './columns'

function field(key: string, custom = false): Field {
  return {
    key,
    label: key,
    kind: 'text',
    required: false,
    writable: true,
    filterable: true,
    operators: [],
    sortable: true,
    custom,
  }
}
const TYPE: TypeMeta = {
  entity: 'contact',
  label: 'Contact',
  label_plural: 'Contacts',
  title: 'name',
  fields: [field('id'), field('email'), field('name'), field('phone'), field('shoe', true)],
}

describe('columns', () => {
  it('lead with the title and never show what only machines read', () => {
    expect(columnFields(TYPE).map((one) => one.key)).toEqual(['name', 'email', 'phone', 'shoe'])
  })

  it('show custom fields at first sight, so that an import’s columns are seen', () => {
    expect(shownColumns('contacts', TYPE, null).map((one) => one.key)).toEqual([
      'name',
      'email',
      'phone',
      'shoe',
    ])
  })

  it('keep the chosen order, and forget a field that is gone', () => {
    const setting = { shown: ['phone', 'gone', 'email'], widths: {} }
    expect(shownColumns('contacts', TYPE, setting).map((one) => one.key)).toEqual([
      'name',
      'phone',
      'email',
    ])
  })

  it('move one to another’s place', () => {
    expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b'])
  })
})
