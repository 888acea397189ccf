import { describe, expect, it } from 'vitest'
import type { Field } from '@/sync'
import {
  fillTemplate,
  formOf,
  needsTemplate,
  obstacles,
  retarget,
  sureness,
  targetFor,
  withAlias,
  type Draft,
} from './mapping'
import { beginning, type ColumnPreview } from './preview'

const base = {
  required: false,
  writable: true,
  filterable: true,
  operators: [],
  sortable: true,
  custom: false,
}
const NAME: Field = { ...base, key: 'name', label: 'Name', kind: 'text', required: true }
const OPENED: Field = { ...base, key: 'opened_on', label: 'Opened on', kind: 'date' }

function column(part: Partial<ColumnPreview>): ColumnPreview {
  return {
    name: 'close_date',
    samples: [],
    empty: 0,
    distinct: 0,
    guess: { field: 'closed_at', format: 'MM/DD/YYYY', confidence: 0.95, create: false },
    alternatives: [],
    similar: [],
    ...part,
  }
}

const DRAFT: Draft = {
  mapping: {
    product: { field: 'custom.product', create: true },
    account: { field: 'company_id', create: true },
  },
  options: { template: { name: '{product} – {account}' } },
}

describe('a column’s target', () => {
  it('keeps the found format when it goes to another date', () => {
    expect(targetFor(column({}), OPENED, 'opened_on')).toEqual({
      field: 'opened_on',
      format: 'MM/DD/YYYY',
    })
  })

  it('takes its field from the column that had it', () => {
    const next = retarget(DRAFT, column({ name: 'client' }), { field: 'company_id' })
    expect(next.mapping['account']).toBeNull()
    expect(next.mapping['client']).toEqual({ field: 'company_id' })
  })

  it('is sure only while it is the server’s own good guess', () => {
    const guess = column({}).guess
    expect(sureness(guess, { field: 'closed_at' })).toBe('sure')
    expect(sureness(guess && { ...guess, confidence: 0.5 }, { field: 'closed_at' })).toBe('likely')
    expect(sureness(guess, { field: 'opened_on' })).toBe('chosen')
  })
})

describe('spellings', () => {
  it('become aliases of their column, and can be let go again', () => {
    const merged = withAlias(DRAFT, 'product', 'GTXPro', 'GTX Pro')
    expect(merged.options.aliases).toEqual({ product: { GTXPro: 'GTX Pro' } })
    expect(withAlias(merged, 'product', 'GTXPro', null).options.aliases).toEqual({})
  })
})

describe('the title', () => {
  it('is made by a template when no column gives it', () => {
    expect(needsTemplate(DRAFT, 'name')).toBe(true)
    expect(
      fillTemplate('{product} – {account} {x}', ['product', 'account'], ['GTX Pro', 'Cancity']),
    ).toBe('GTX Pro – Cancity {x}')
    expect(obstacles(DRAFT, [NAME], 'name')).toEqual([])
    expect(obstacles({ ...DRAFT, options: {} }, [NAME], 'name')).toEqual(['Name'])
  })

  it('takes no template along once a column gives it', () => {
    const named = retarget(DRAFT, column({ name: 'title' }), { field: 'name' })
    expect(formOf(named, 'name').options).toEqual({})
  })
})

describe('the beginning of a large file', () => {
  it('ends with a whole line', async () => {
    const file = new File(['a,b\n1,2\n3,4\n'], 'x.csv')
    expect(await (await beginning(file, 9)).text()).toBe('a,b\n1,2\n')
    expect(await (await beginning(file, 100)).text()).toBe('a,b\n1,2\n3,4\n')
  })
})
