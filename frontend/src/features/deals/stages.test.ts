import { describe, expect, it } from 'vitest'
import { progressOf } from './stages'

const stages = ['open', 'open', 'won', 'lost'].map((kind, index) => ({
  id: `s${index}`,
  version: 1,
  name: `Stage ${index}`,
  kind,
  color: 'blue',
}))
const states = (current: string) => progressOf(stages, current).map((step) => step.state)

describe('progressOf', () => {
  it('counts the open stages before as passed', () => {
    expect(states('s1')).toEqual(['passed', 'here', 'ahead', 'ahead'])
    expect(states('s2')).toEqual(['passed', 'passed', 'here', 'ahead'])
  })

  it('does not pretend that a lost deal went through every stage', () => {
    expect(states('s3')).toEqual(['ahead', 'ahead', 'ahead', 'here'])
  })

  it('knows nothing of a stage that is not there', () => {
    expect(states('gone')).toEqual(['ahead', 'ahead', 'ahead', 'ahead'])
  })
})
