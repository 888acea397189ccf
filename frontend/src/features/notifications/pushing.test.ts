import { describe, expect, it } from 'vitest'
import { browserName } from './pushing'

describe('browserName', () => {
  it('names what people call it, not what it pretends to be', () => {
    const edge =
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0'
    expect(browserName(edge)).toBe('Edge · Windows')
    const phone =
      'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1'
    expect(browserName(phone)).toBe('Safari · iOS')
    expect(browserName('curl/8')).toBe('Browser')
  })
})
