import { describe, expect, it } from 'vitest'
import { addMoney, formatMoney, parseMoney } from './money'

describe('sums by currency', () => {
  it('are exact, where floats are not', () => {
    expect(addMoney({ EUR: '0.10' }, 'EUR', '0.20', 1)).toEqual({ EUR: '0.30' })
    expect(addMoney({ EUR: '9007199254740993.00' }, 'EUR', '0.01', 1)).toEqual({
      EUR: '9007199254740993.01',
    })
  })

  it('drop a currency when nothing is left, and leave others alone', () => {
    expect(addMoney({ EUR: '5.00', USD: '1.00' }, 'EUR', '5', -1)).toEqual({ USD: '1.00' })
    expect(addMoney({ EUR: '5.00' }, null, '5', 1)).toEqual({ EUR: '5.00' })
  })
})

describe('amounts as people type them', () => {
  it.each([
    ['1250', '1250'],
    ['1,250', '1250'],
    ['1.250', '1250'],
    ['1,5', '1.5'],
    ['1.234,56', '1234.56'],
    ['1,234.56', '1234.56'],
    ['1.234.567', '1234567'],
    ['€ 9', '9'],
    ['12k', '12000'],
    ['1.5k', '1500'],
    ['0,25m', '250000'],
    ['-3', '-3'],
    ['0.125', '0125'],
  ])('%s is %s', (typed, expected) => {
    expect(Number(parseMoney(typed))).toBe(Number(expected))
  })

  it.each(['', 'abc', '-', '1-2'])('%j is none', (typed) => expect(parseMoney(typed)).toBeNull())
})

it('shows amounts in the reader’s form, without empty cents', () => {
  expect(formatMoney('1234.50', 'EUR', { locale: 'en' })).toBe('€1,234.50')
  expect(formatMoney('1234.00', 'EUR', { locale: 'en' })).toBe('€1,234')
  expect(formatMoney('1250000', 'USD', { locale: 'en', short: true })).toBe('$1.3M')
  expect(formatMoney(null, 'USD')).toBe('')
})
