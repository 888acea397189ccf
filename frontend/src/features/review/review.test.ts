import { expect, test } from 'vitest'
import { formatMoney } from '@/format/money'
import type { LogEvent } from '@/sync'
import { concerns, difference, NOTHING, sumOf } from './changes'
import { markdownOf } from './markdown'
import { toldOf } from './past/outcomes'

const moved = (more: Partial<LogEvent> = {}): LogEvent => ({
  seq: 1,
  id: 'e',
  type: 'deal.moved',
  entity: 'deal',
  entity_id: 'd',
  version: 2,
  at: '2026-11-21T10:00:00Z',
  actor: { id: 'a', name: 'Ana', kind: 'user' },
  changed: ['stage_id', 'position'],
  before: { stage_id: 's' },
  data: { id: 'd', version: 2, pipeline_id: 'p' },
  ...more,
})

test('a change of the board’s deals counts, another place in a column does not', () => {
  expect(concerns(moved(), 'p')).toBe(true)
  expect(concerns(moved({ before: { pipeline_id: 'p' } }), 'q')).toBe(false)
  const left = { before: { pipeline_id: 'q' } }
  expect(concerns(moved(left), 'q')).toBe(true)
  expect(concerns(moved({ changed: ['position'] }), 'p')).toBe(false)
  expect(concerns(moved({ type: 'deal.removed', data: null }), 'p')).toBe(false)
  expect(concerns(moved({ entity: 'company', type: 'company.updated' }), 'p')).toBe(false)
})

test('differences and sums are exact, by currency', () => {
  const before = { count: 2, total: { EUR: '0.10', USD: '5.00' } }
  const after = { count: 3, total: { EUR: '0.30' } }
  expect(difference(before, after)).toEqual({ count: 1, total: { EUR: '0.20', USD: '-5.00' } })
  expect(difference(after, after)).toEqual(NOTHING)
  expect(sumOf([before, after])).toEqual({ count: 5, total: { EUR: '0.40', USD: '5.00' } })
})

test('a summary is Markdown, and people’s own words stay words in it', () => {
  const texts = {
    title: 'Review of Sales',
    about: '25 min, presented by Ana.',
    stage: 'Stage',
    before: 'Before',
    after: 'After',
    all: 'All',
    changes: '1 change',
  }
  const stage = { id: 's', name: 'Won | lost', color: null, before: NOTHING, after: NOTHING }
  const change = { deal: '*Acme* <b>', what: ['Ana moved it\nto Won'] }
  expect(markdownOf(texts, [stage], [change]).split('\n')).toEqual([
    '# Review of Sales',
    '',
    '25 min, presented by Ana.',
    '',
    '| Stage | Before | After | ± |',
    '| --- | ---: | ---: | ---: |',
    '| Won \\| lost | 0 | 0 | — |',
    '| All | 0 | 0 | — |',
    '',
    '## 1 change',
    '',
    '- **\\*Acme\\* \\<b\\>**: Ana moved it to Won',
    '',
  ])
})

test('what a review came to is told in money, or where there is none in deals, and not where nothing is', () => {
  const short = (sum: string, currency: string) => formatMoney(sum, currency, { short: true })
  const outcomes = [
    { kind: 'open', count: -1, total: { EUR: '-4200.00', USD: '5.50' } },
    { kind: 'won', count: 1, total: {} },
    { kind: 'lost', count: 0, total: {} },
  ] as const
  expect(toldOf(outcomes)).toEqual([
    { kind: 'won', figure: '+1', more: true },
    { kind: 'open', figure: `−${short('4200.00', 'EUR')}`, more: false },
    { kind: 'open', figure: `+${short('5.50', 'USD')}`, more: true },
  ])
  expect(toldOf([])).toEqual([])
})
