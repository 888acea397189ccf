import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { NetworkError } from '@/api/errors'
import { resume, session, switchTenant, type Me } from './session'

const user = { id: 'ana', email: 'ana@demo.test', full_name: 'Ana' }
const globex = { id: 'globex', slug: 'globex', name: 'Globex', role: 'rep' }
const granted = { access_token: 'new', expires_in: 900, user, tenant: globex }

/** The paths that can't be reached. */
let cut: string[]
/** What going over was asked with. */
let asked: unknown

beforeEach(() => {
  vi.useFakeTimers()
  cut = []
  vi.stubGlobal('navigator', { onLine: true })
  vi.stubGlobal('fetch', async (request: Request) => {
    const { url } = request
    if (url.endsWith('/switch')) asked = await request.clone().json()
    if (cut.some((path) => url.endsWith(path))) return Promise.reject(new TypeError('Failed'))
    const data = url.endsWith('/me') ? ({ user, tenant: globex } as Me) : granted
    return Promise.resolve(Response.json({ data }))
  })
  session.setState({ status: 'signed-in', token: 'old', me: { user } as Me })
})
afterEach(() => {
  vi.clearAllTimers()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('going to another organisation', () => {
  it('shows it once the server has said who one is there', async () => {
    await switchTenant('globex')
    expect(session.getState()).toMatchObject({ status: 'signed-in', me: { tenant: globex } })
    expect(asked).toEqual({ tenant: 'globex' }) // anything else is refused: the session is the token's
  })

  it('says so where the server is lost on the way, and goes on when it is back', async () => {
    cut = ['/auth/me', '/auth/refresh']
    await switchTenant('globex')
    expect(session.getState()).toMatchObject({ status: 'unreachable', me: null })
    cut = []
    await resume()
    expect(session.getState()).toMatchObject({ status: 'signed-in', me: { tenant: globex } })
  })

  it('leaves one where one was if it can’t begin', async () => {
    cut = ['/auth/switch']
    await expect(switchTenant('globex')).rejects.toThrow(NetworkError)
    expect(session.getState()).toMatchObject({ status: 'signed-in', token: 'old', me: { user } })
  })
})
