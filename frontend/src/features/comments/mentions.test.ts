import { describe, expect, it } from 'vitest'
import { candidates, insertMention, mentionAt, mentionedIn, nicknames, partsOf } from './mentions'

const ana = { id: 'u1', name: 'Ana Silva' }
const ben = { id: 'u2', name: 'Ben Okafor' }
const anabel = { id: 'u3', name: 'Ana' }
const people = [anabel, ana, ben]

describe('mentionAt', () => {
  it('finds the name being typed before the caret', () => {
    expect(mentionAt('Ask @An', 7)).toEqual({ start: 4, query: 'An' })
    expect(mentionAt('@', 1)).toEqual({ start: 0, query: '' })
    expect(mentionAt('Ask @Ana Si', 11)).toEqual({ start: 4, query: 'Ana Si' })
  })

  it('takes no address and no finished sentence for a mention', () => {
    expect(mentionAt('mail ana@x.test', 15)).toBeNull()
    expect(mentionAt('@Ana did it well and we', 23)).toBeNull()
    expect(mentionAt('@Ana\nnext', 9)).toBeNull()
  })
})

describe('candidates', () => {
  it('matches the beginning of any name, whole names first', () => {
    expect(candidates(people, 'an')).toEqual([anabel, ana])
    expect(candidates(people, 'oka')).toEqual([ben])
    expect(candidates(people, 'zz')).toEqual([])
  })
})

describe('insertMention', () => {
  it('finishes the name and puts the caret after a space', () => {
    expect(insertMention('Ask @be today', 4, 7, 'Ben Okafor')).toEqual({
      text: 'Ask @Ben Okafor today',
      caret: 16,
    })
  })
})

describe('partsOf', () => {
  it('cuts out mentions, the longest name first', () => {
    expect(partsOf('Hi @Ana Silva, ask (@Ben Okafor).', people)).toEqual([
      'Hi ',
      ana,
      ', ask (',
      ben,
      ').',
    ])
    expect(partsOf('@Ana ok', people)).toEqual([anabel, ' ok'])
  })

  it('leaves addresses and longer words alone', () => {
    expect(partsOf('x@Ana @Anatol', people)).toEqual(['x@Ana @Anatol'])
  })
})

describe('nicknames', () => {
  it('lets first names stand for those who are mentioned, and nobody else', () => {
    expect(nicknames(people, ['u2'])).toEqual([{ id: 'u2', name: 'Ben' }])
  })
})

describe('mentionedIn', () => {
  it('names everybody once', () => {
    expect(mentionedIn('@Ben Okafor and @Ben Okafor', people)).toEqual([ben])
  })
})
