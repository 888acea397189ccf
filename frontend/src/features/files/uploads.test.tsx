// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import '@/locales'
import { session } from '@/sync'
import { ANA, FakeScreen, listOf } from '@/sync/live.fake'
import { FileList } from './FileList'

/** A request with a file that the test answers. */
class FakeRequest {
  static all: FakeRequest[] = []
  readonly upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {}
  onload?: () => void
  onabort?: () => void
  aborted = false
  status = 0
  response: unknown
  name = ''
  open(): void {
    FakeRequest.all.push(this)
  }
  setRequestHeader(): void {
    return
  }
  send(form: FormData): void {
    this.name = (form.get('file') as File).name
  }
  abort(): void {
    this.aborted = true
    this.onabort?.()
  }
  answer(status: number, response: unknown): void {
    Object.assign(this, { status, response })
    this.onload?.()
  }
}

let screen: FakeScreen
beforeEach(() => {
  FakeRequest.all = []
  session.setState({ me: ANA })
  screen = new FakeScreen(() => listOf())
  vi.stubGlobal('XMLHttpRequest', FakeRequest)
})
afterEach(() => {
  session.setState({ me: null })
  screen.close()
})

const files = <FileList entity="deal" id="d" readOnly={false} />
const sent = () => FakeRequest.all.map(({ name }) => name)
const last = () => FakeRequest.all.at(-1) as FakeRequest

function drop(...names: string[]): void {
  const event = new Event('drop', { bubbles: true })
  const dropped = names.map((name) => new File(['x'], name))
  Object.assign(event, { dataTransfer: { types: ['Files'], files: dropped } })
  screen.place.firstElementChild?.dispatchEvent(event)
}

/** Looking at another tab takes the list away; the files go on, and are there when one comes back. */
test('uploads go on while one looks elsewhere', async () => {
  screen.show(files)
  drop('one.pdf', 'two.pdf')
  await vi.waitFor(() => expect(sent()).toEqual(['one.pdf']))
  expect(screen.place.textContent).toContain('two.pdf')

  screen.show(null)
  expect(last().aborted).toBe(false)
  last().answer(201, { data: { id: 'f1', version: 1, name: 'one.pdf' } })
  await vi.waitFor(() => expect(sent()).toEqual(['one.pdf', 'two.pdf']))
  last().answer(413, { error: 'too_large', message: 'Too much.' })

  screen.show(files)
  await vi.waitFor(() => expect(screen.find('[role=alert]').textContent).toBe('Too much.'))
  expect(screen.place.textContent).toContain('two.pdf')
  screen.press('Dismiss')
  expect(screen.place.textContent).not.toContain('two.pdf')
})

/** Only ✕ stops a file, also one whose turn has not come; and the end of the session stops all. */
test('a file that is taken back is not sent, and none is sent for another person', async () => {
  screen.show(files)
  drop('one.pdf', 'two.pdf', 'three.pdf')
  await vi.waitFor(() => expect(sent()).toEqual(['one.pdf']))
  const [first, second] = screen.place.querySelectorAll<HTMLButtonElement>('li button')
  second?.click()
  first?.click()
  expect(FakeRequest.all[0]?.aborted).toBe(true)
  await vi.waitFor(() => expect(sent()).toEqual(['one.pdf', 'three.pdf']))

  session.setState({ me: null })
  expect(last().aborted).toBe(true)
  await vi.waitFor(() => expect(screen.place.textContent).not.toContain('three.pdf'))
})
