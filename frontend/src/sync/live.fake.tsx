import { QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { vi } from 'vitest'
import { Live } from './live'
import type { Me } from './session'
import type { Row } from './types'
import { LiveContext } from './useLive'

const TENANT = { id: 't', slug: 'acme', name: 'Acme', role: 'admin' }

/** Ana, an admin who may do everything with what the tests show. */
export const ANA: Me = {
  user: { id: 'ana', email: 'ana@demo.test', full_name: 'Ana Duarte' },
  tenant: TENANT,
  role: 'admin',
  role_name: null,
  tenants: [TENANT],
  permissions: {},
  hidden_fields: {},
  locked_fields: {},
}

/** What the server says to a read, by its address; undefined: nothing, ever. */
export type Server = (url: URL) => Response | Promise<Response> | undefined

/** A piece of the app over a sync that is not connected: it reads, and writes wait. Tests only. */
export class FakeScreen {
  readonly live = new Live(ANA)
  readonly place = document.body.appendChild(document.createElement('div'))
  readonly #root = createRoot(this.place)

  constructor(server: Server = () => undefined) {
    const silence = new Promise<Response>(() => undefined)
    vi.stubGlobal('fetch', ({ url }: Request) => Promise.resolve(server(new URL(url)) ?? silence))
  }

  show(ui: ReactNode): void {
    flushSync(() =>
      this.#root.render(
        <LiveContext value={this.live}>
          <QueryClientProvider client={this.live.snapshots.client}>{ui}</QueryClientProvider>
        </LiveContext>,
      ),
    )
  }

  /** What fits a selector; raises if nothing does. Dialogs stand beside the place. */
  find<T extends Element = HTMLElement>(selector: string): T {
    const found = document.querySelector<T>(selector)
    if (!found) throw new Error(`No ${selector} in ${document.body.innerHTML}`)
    return found
  }

  /** The button whose name begins so; raises if there is none. */
  button(name: string): HTMLButtonElement {
    const said = (one: Element) => one.getAttribute('aria-label') ?? one.textContent
    const found = [...document.querySelectorAll('button')].find((one) =>
      said(one)?.startsWith(name),
    )
    if (!found) throw new Error(`No button ${name} in ${document.body.innerHTML}`)
    return found
  }

  /** Have a field say something, as by hand. */
  type(selector: string, text: string): void {
    const field = this.find<HTMLInputElement>(selector)
    const own = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field) as object, 'value')
    flushSync(() => {
      own?.set?.call(field, text)
      field.dispatchEvent(new Event('input', { bubbles: true }))
    })
  }

  press(name: string): void {
    flushSync(() => this.button(name).click())
  }

  close(): void {
    flushSync(() => this.#root.unmount())
    this.place.remove()
    this.live.stop()
    vi.stubGlobal('fetch', () => new Promise(() => undefined)) // what is still to be asked for
  }
}

/** A list as the server gives it, all on one page. */
export function listOf(...rows: Row[]): Response {
  const pagination = { next_cursor: null, total: rows.length }
  return Response.json({ data: rows, pagination }, { headers: { 'X-Log-Seq': '1' } })
}
