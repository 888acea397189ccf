// @vitest-environment happy-dom
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { expect, test, vi } from 'vitest'
import { PointedContext, usePointedAt, useShown, type Pointed } from './pointed'

function Comment({ id }: { id: string }) {
  const { pointed, place } = usePointedAt(id)
  const [shown] = useShown([id])
  return <article ref={place} id={id} aria-current={pointed} hidden={!shown} />
}

/** What is pointed at is brought into view, also a second time by the same address; nothing else is. */
test('the comment that the address points at is shown at each visit', () => {
  const scrolled = vi.spyOn(Element.prototype, 'scrollIntoView')
  const root = createRoot(document.createElement('div'))
  const visit = (pointed: Pointed | null) => {
    scrolled.mockClear()
    flushSync(() =>
      root.render(
        <PointedContext value={pointed}>
          <Comment id="one" />
          <Comment id="two" />
        </PointedContext>,
      ),
    )
    return scrolled.mock.contexts.map((element) => (element as Element).id)
  }
  expect(visit(null)).toEqual([])
  expect(visit({ comment: 'two', visit: 'a' })).toEqual(['two'])
  const two = scrolled.mock.contexts[0] as Element
  expect(two.getAttribute('aria-current')).toBe('true')
  // A resolved thread is a line until one of its comments is asked for.
  expect(two.hasAttribute('hidden')).toBe(false)
  expect(visit({ comment: 'two', visit: 'a' })).toEqual([])
  expect(visit({ comment: 'two', visit: 'b' })).toEqual(['two'])
  flushSync(() => root.unmount())
})
