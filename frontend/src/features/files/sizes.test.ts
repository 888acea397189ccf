import { describe, expect, it } from 'vitest'
import { formatSize, kindOf } from './sizes'

describe('formatSize', () => {
  it('uses the unit a reader would', () => {
    expect(formatSize(0, 'en')).toBe('0 bytes')
    expect(formatSize(1_536, 'en')).toBe('1.5 kB')
    expect(formatSize(10_485_760, 'en')).toBe('10 MB')
    expect(formatSize(999_999_999_999_999, 'en')).toBe('1,000,000 GB')
  })
})

describe('kindOf', () => {
  it('knows the common sorts and calls the rest other', () => {
    expect(kindOf('image/png')).toBe('image')
    expect(kindOf('text/csv')).toBe('sheet')
    expect(kindOf('application/pdf')).toBe('text')
    expect(kindOf('application/octet-stream')).toBe('other')
  })
})
