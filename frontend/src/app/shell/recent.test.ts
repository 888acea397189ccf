import { describe, expect, it } from 'vitest'
import { recordAt, withRecent } from './recent'

const ID = '01a1fc47-efea-727c-9029-ada90d31ce55'

describe('recent records', () => {
  it('are what the paths of record pages name', () => {
    expect(recordAt(`/deals/${ID}`)).toEqual({ type: 'deals', id: ID })
    expect(recordAt('/deals')).toBeNull()
    expect(recordAt('/settings/members')).toBeNull()
  })

  it('keep the latest first, each once, and only a handful', () => {
    const many = Array.from({ length: 9 }, (_, n) => ({ type: 'deals', id: `${n}`, title: '' }))
    const list = many.reduce<ReturnType<typeof withRecent>>(withRecent, [])
    expect(list.map((one) => one.id)).toEqual(['8', '7', '6', '5', '4', '3'])
    expect(withRecent(list, { type: 'deals', id: '5', title: 'x' })[0]?.title).toBe('x')
    expect(withRecent(list, { type: 'deals', id: '5', title: 'x' })).toHaveLength(6)
  })
})
