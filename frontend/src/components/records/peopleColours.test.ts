import { describe, expect, it } from 'vitest'
import { huesByJoining } from './peopleColours'

const member = (id: string, created_at: string) => ({ id, version: 1, created_at })

describe("people's colours", () => {
  it('differ for everybody in a team of twelve, whatever their ids', () => {
    const team = Array.from({ length: 12 }, (_, day) => member(`${day}`, `2026-01-${10 + day}`))
    expect(new Set(huesByJoining(team).values()).size).toBe(12)
  })

  it('stay when somebody joins, and do not depend on the order they are read in', () => {
    const [ana, ben] = [member('z', '2026-01-01'), member('a', '2026-01-02')]
    const before = huesByJoining([ben, ana])
    const after = huesByJoining([member('m', '2026-02-01'), ana, ben])
    expect([after.get('z'), after.get('a')]).toEqual([before.get('z'), before.get('a')])
  })

  it('differ also for those who joined at the same moment', () => {
    const hues = huesByJoining([member('b', '2026-01-01'), member('a', '2026-01-01')])
    expect(hues.get('a')).not.toBe(hues.get('b'))
  })
})
