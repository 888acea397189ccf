import { describe, expect, it } from 'vitest'
import type { CardFacts, StageColumn } from '@/sync'
import { neighbourAt, slotAt, stepSelection, stepSlot, staysPut, withoutCard } from './drag'

const card = (id: string, stage_id = 's1'): CardFacts => ({
  id,
  stage_id,
  position: id,
  amount: null,
  currency: null,
})
const column = (id: string, ...cards: string[]): StageColumn => ({
  id,
  name: id,
  kind: 'open',
  color: null,
  count: cards.length,
  total: {},
  cards: cards.map((one) => card(one, id)),
  nextCursor: null,
})

describe('slotAt', () => {
  it('takes the slot whose top is nearest, within the column', () => {
    expect(slotAt(-40, 100, 3)).toBe(0)
    expect(slotAt(49, 100, 3)).toBe(0)
    expect(slotAt(51, 100, 3)).toBe(1)
    expect(slotAt(9_999, 100, 3)).toBe(3)
  })
})

describe('neighbourAt', () => {
  const shown = [card('a'), card('b'), card('c')]

  it('is the card above the slot, and null at the top', () => {
    expect(neighbourAt(shown, shown, 2)).toBe('b')
    expect(neighbourAt(shown, shown, 0)).toBeNull()
  })

  it('passes over cards that left while the column was held still', () => {
    expect(neighbourAt(shown, [card('a'), card('c')], 2)).toBe('a')
    expect(neighbourAt(shown, [card('c')], 2)).toBeNull()
  })
})

describe('staysPut', () => {
  const stages = [column('s1', 'a', 'b'), column('s2', 'c')]

  it('is true only after the card it already follows', () => {
    expect(staysPut(stages, 'b', 's1', 'a')).toBe(true)
    expect(staysPut(stages, 'a', 's1', null)).toBe(true)
    expect(staysPut(stages, 'b', 's1', null)).toBe(false)
    expect(staysPut(stages, 'b', 's2', null)).toBe(false)
  })
})

describe('withoutCard', () => {
  it('keeps the very array when the card is not in it, so that nothing is drawn again', () => {
    const cards = [card('a')]
    expect(withoutCard(cards, 'z')).toBe(cards)
    expect(withoutCard(cards, 'a')).toEqual([])
  })
})

describe('stepSlot', () => {
  const columns = [
    { id: 's1', cards: 3 },
    { id: 's2', cards: 1 },
  ]

  it('moves within the column and stops at its ends', () => {
    expect(stepSlot({ stageId: 's1', index: 0 }, 'ArrowUp', columns).index).toBe(0)
    expect(stepSlot({ stageId: 's1', index: 2 }, 'ArrowDown', columns).index).toBe(3)
    expect(stepSlot({ stageId: 's1', index: 3 }, 'ArrowDown', columns).index).toBe(3)
  })

  it('goes to the column beside, no lower than its end', () => {
    expect(stepSlot({ stageId: 's1', index: 3 }, 'ArrowRight', columns)).toEqual({
      stageId: 's2',
      index: 1,
    })
    expect(stepSlot({ stageId: 's2', index: 1 }, 'ArrowRight', columns)).toEqual({
      stageId: 's2',
      index: 1,
    })
  })
})

describe('stepSelection', () => {
  const stages = [column('s1', 'a', 'b'), column('s2'), column('s3', 'c')]

  it('starts at the first card', () => {
    expect(stepSelection(stages, null, 'ArrowDown')).toBe('a')
  })

  it('passes over empty columns and keeps the row where it can', () => {
    expect(stepSelection(stages, 'b', 'ArrowRight')).toBe('c')
    expect(stepSelection(stages, 'c', 'ArrowLeft')).toBe('a')
  })

  it('stays where there is nothing further', () => {
    expect(stepSelection(stages, 'c', 'ArrowRight')).toBeNull()
    expect(stepSelection(stages, 'a', 'ArrowUp')).toBeNull()
  })
})
