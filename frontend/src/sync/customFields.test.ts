import { describe, expect, it } from 'vitest'
import { chosen, flat, laidOver, nested } from './customFields'

describe('custom fields', () => {
  const record = { name: 'A', custom: { budget: 1, region: null } }
  const told = { name: 'A', 'custom.budget': 1, 'custom.region': null }

  it('are told by their whole names and sent as one object, there and back', () => {
    expect(flat(record)).toEqual(told)
    expect(nested(told)).toEqual(record)
    expect(nested(flat({ name: 'A' }))).toEqual({ name: 'A' })
  })

  it('are laid over each other one by one', () => {
    expect(laidOver(record, { custom: { budget: 2 } })).toEqual({
      name: 'A',
      custom: { budget: 2, region: null },
    })
    expect(laidOver(record, { name: 'B' })).toEqual({ ...record, name: 'B' })
    expect(laidOver({ name: 'A' }, { custom: { budget: 2 } })).toMatchObject({
      custom: { budget: 2 },
    })
  })

  it('are chosen one by one', () => {
    expect(chosen(record, (name) => name !== 'custom.region')).toEqual({
      name: 'A',
      custom: { budget: 1 },
    })
  })
})
