// @vitest-environment happy-dom
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { Trans } from 'react-i18next'
import { expect, test } from 'vitest'
import i18n from '@/locales'
import { PLAIN, SAFE } from './direction'

// A text of this test alone.
const KEY: 'common.undo' = 'direction' as never
i18n.addResourceBundle('en', 'translation', { direction: '{{name}} follows <b>you</b>' }, true)
const told = (name: string, more = {}) => i18n.t(KEY, { name, ...more })

/** The first letter gives a sentence its direction: that is the sentence's own, whoever's name it begins with. */
test('a name from right to left keeps its direction to itself', () => {
  expect(told('שרה')).toBe('\u2068שרה\u2069 follows <b>you</b>')
  expect(told('سارة')).toBe('\u2068سارة\u2069 follows <b>you</b>')
  expect(told('Ana & Zoë')).toBe('Ana & Zoë follows <b>you</b>')
})

/** What is written into a record has no signs in it that nobody typed. */
test('a text that is kept has the name as it is', () => {
  expect(told('שרה', { interpolation: PLAIN })).toBe('שרה follows <b>you</b>')
})

/** The same where parts of the sentence look different, and a name is a name, not a tag. */
test('a name in a sentence with marks is told as it was typed', () => {
  const place = document.createElement('p')
  const root = createRoot(place)
  const show = (name: string) =>
    flushSync(() =>
      root.render(<Trans {...SAFE} i18nKey={KEY} values={{ name }} components={{ b: <b /> }} />),
    )
  show('שרה')
  expect(place.textContent).toBe('\u2068שרה\u2069 follows you')
  show('<i>A & B</i>')
  expect(place.textContent).toBe('<i>A & B</i> follows you')
  expect(place.innerHTML).toContain('<b>you</b>')
  flushSync(() => root.unmount())
})
