import { describe, expect, it } from 'vitest'
import type { Field } from '@/sync'
import { nameOf, parseTyped, patchOf, readField } from './fields'

function field(part: Partial<Field>): Field {
  return {
    key: 'amount',
    label: 'Amount',
    kind: 'money',
    required: false,
    writable: true,
    filterable: true,
    operators: [],
    sortable: true,
    custom: false,
    ...part,
  }
}

describe('parseTyped', () => {
  it('takes amounts as people write them', () => {
    expect(parseTyped(field({}), '12k')).toEqual({ value: '12000' })
    expect(parseTyped(field({}), '1.234,56')).toEqual({ value: '1234.56' })
    expect(parseTyped(field({}), 'a lot')).toEqual({ problem: 'amount' })
  })

  it('clears an optional field, and refuses to clear a required one', () => {
    expect(parseTyped(field({}), '  ')).toEqual({ value: null })
    expect(parseTyped(field({ kind: 'text', required: true }), '')).toEqual({ problem: 'required' })
  })

  it('wants whole numbers where the field is one', () => {
    expect(parseTyped(field({ kind: 'integer' }), '2.5')).toEqual({ problem: 'integer' })
    expect(parseTyped(field({ kind: 'integer' }), '2,822')).toEqual({ value: 2822 })
  })

  it('takes a web address without its scheme, as the server does', () => {
    expect(parseTyped(field({ kind: 'url' }), 'acme.example')).toEqual({ value: 'acme.example' })
    expect(parseTyped(field({ kind: 'url' }), 'acme')).toEqual({ problem: 'url' })
  })
})

describe('custom fields', () => {
  it('live in `custom`, in reading and in writing', () => {
    const budget = field({ key: 'budget', custom: true })
    expect(nameOf(budget)).toBe('custom.budget')
    expect(readField({ id: '1', version: 1, custom: { budget: 5 } }, budget)).toBe(5)
    expect(patchOf(budget, 7)).toEqual({ custom: { budget: 7 } })
  })
})
