import { createStore } from 'zustand/vanilla'
import { ApiError, isTemporary } from '@/api/errors'
import { send, takeTokensFrom } from '@/api/http'
import { forgetNotes } from './device'
import { forgetDrafts } from './drafts'
import { deviceKept } from './kept'
import { forgetMe, keepMe, keptScope, oweSignOut, owesSignOut, readMe } from './keptMe'
import { slot } from './slot'

export type Scope = 'all' | 'team' | 'own' | 'none'

export interface Membership {
  id: string
  slug: string
  name: string
  role: string
}

/** The person signed in, where, and what they may do there. */
export interface Me {
  user: { id: string; email: string; full_name: string }
  tenant: Membership
  /** A built-in role's name, or the id of a role the organisation made, called `role_name`. */
  role: string
  role_name: string | null
  tenants: Membership[]
  /** type → verb → scope: `permissions.deals.update === 'team'`. */
  permissions: Record<string, Record<string, Scope>>
  /** By type, the fields one may not see, and those one may see and not change. */
  hidden_fields: Record<string, string[]>
  locked_fields: Record<string, string[]>
}

export interface SessionState {
  /** "starting" until the first refresh has answered; "unreachable" if it could not. */
  status: 'starting' | 'signed-out' | 'signed-in' | 'unreachable'
  token: string | null
  me: Me | null
  /** Opened without a network: when the server last said who we are, in ms since 1970; else null. */
  asOf: number | null
  /** Why we were signed out, when it was not our wish: the server's code. */
  reason: string | null
}

interface Granted {
  data: {
    access_token: string
    expires_in: number
    user: Me['user']
    tenant: Membership
  }
}

export const session = createStore<SessionState>(() => ({
  status: 'starting',
  token: null,
  me: null,
  asOf: null,
  reason: null,
}))

// The tenant of this window: two windows of one account may look at two organisations.
const TENANT_KEY = `sp-tenant-${slot}`
const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel(`sp-session-${slot}`) : null
const PATIENCE_MS = 5_000
let renewal: Promise<string | null> | null = null
let expiry = 0
let timer: ReturnType<typeof setTimeout> | undefined

/** Take up the session of this slot's cookie, if there is one. */
export async function startSession(): Promise<void> {
  takeTokensFrom({ token: () => session.getState().token ?? firstToken(), renew: renewToken })
  // Opened without a network: as soon as there is one, ask who we are.
  addEventListener('online', () => void Promise.resolve(firstToken()).catch(() => undefined))
  channel?.addEventListener('message', (event) => {
    if (event.data === 'signed-out') leave()
    else if (session.getState().status === 'signed-out') void resume()
  })
  document.addEventListener('visibilitychange', () => {
    // Timers sleep with the laptop.
    if (!document.hidden && session.getState().token && Date.now() > expiry - 60_000)
      void renewToken()
  })
  await resume()
}

/** Try the cookie again (after "unreachable"). Where the server can't be reached, who was in sees what was kept. */
export async function resume(): Promise<void> {
  session.setState({ status: 'starting' })
  const kept = readMe(readTenant())
  const asked = askWhoWeAre()
  try {
    await (kept ? Promise.race([asked, tooLate()]) : asked)
  } catch {
    if (owesSignOut()) return forget(null)
    if (kept) session.setState({ status: 'signed-in', me: kept.me, asOf: kept.at, reason: null })
    else session.setState({ status: 'unreachable' })
  }
}

async function askWhoWeAre(): Promise<void> {
  if (owesSignOut()) await tellSignOut()
  if (await renewToken()) await loadMe()
}

/** A network that gives no answer is none; should it give one after all, it still counts. */
function tooLate(): Promise<never> {
  return new Promise((_, late) => setTimeout(() => late(new Error('No answer.')), PATIENCE_MS))
}

/** Signed in without a token is who opened the app without a network. */
function firstToken(): Promise<string | null> | null {
  return session.getState().asOf === null ? null : renewToken()
}

/** Raises ApiError: `invalid_credentials`, 429 with how long to wait… */
export async function signIn(email: string, password: string, tenant?: string): Promise<void> {
  await enter('/auth/login', { email, password, slot, ...(tenant ? { tenant } : {}) })
}

/** Make an organisation with its first admin, and sign in. Raises ApiError with `fields`. */
export async function register(form: {
  email: string
  password: string
  full_name: string
  organization: string
}): Promise<void> {
  await enter('/auth/register', { ...form, slot })
}

/** Show another organisation one belongs to. Raises, and stays, if the server can't be asked for it. */
export async function switchTenant(tenant: string): Promise<void> {
  const { body } = await send<Granted>('POST', '/auth/switch', { body: { tenant } })
  session.setState({ me: null, status: 'starting' })
  grant(body)
  await loadMe().catch(resume)
}

export async function signOut(): Promise<void> {
  const { me } = session.getState()
  if (me) void forgetNotes(me).catch(() => undefined)
  // Without a network the cookie stays: it is not used again, and given back when there is one.
  await tellSignOut().catch((error: unknown) => oweSignOut(isTemporary(error)))
  channel?.postMessage('signed-out')
  leave()
}

/** Somebody goes by their own wish, said here or in another window. */
function leave(): void {
  forgetDrafts(null)
  forget(null)
}

async function tellSignOut(): Promise<void> {
  await send('POST', '/auth/logout', { body: { slot }, anonymous: true })
  oweSignOut(false)
}

/** The server ended the session: sign in again. */
export function endSession(reason: string): void {
  forget(reason)
}

/** Read anew what this person may do (their role or team changed). */
export async function loadMe(): Promise<void> {
  const { body } = await send<{ data: Me }>('GET', '/auth/me')
  session.setState({ status: 'signed-in', me: body.data, asOf: null, reason: null })
  // Somebody else was in here before: what they read and wrote is not for this one.
  forgetDrafts(body.data.user.id)
  if (!keepMe(body.data)) void deviceKept()?.forget(`${slot}:`, keptScope(body.data))
}

/**
 * A new access token by the slot's cookie, or null when signed out. Raises where nobody could say
 * so: NetworkError, a busy server's ApiError.
 *
 * Once at a time in this browser: the cookie rotates, and a second use of an old one would revoke
 * the whole family.
 */
export function renewToken(): Promise<string | null> {
  renewal ??= alone(refresh).finally(() => (renewal = null))
  return renewal
}

async function refresh(): Promise<string | null> {
  const tenant = readTenant()
  try {
    const { body } = await send<Granted>('POST', '/auth/refresh', {
      body: { slot, ...(tenant ? { tenant } : {}) },
      anonymous: true,
    })
    return grant(body)
  } catch (error) {
    if (!(error instanceof ApiError) || isTemporary(error)) throw error
    if (tenant && error.status !== 401) {
      writeTenant(null) // no longer a member there: try the account's own choice
      return refresh()
    }
    const wasIn = session.getState().status === 'signed-in'
    forget(wasIn ? error.code : null)
    return null
  }
}

function alone<T>(work: () => Promise<T>): Promise<T> {
  if (!('locks' in navigator)) return work()
  return navigator.locks.request(`sp-refresh-${slot}`, work) as Promise<T>
}

async function enter(path: string, body: object): Promise<void> {
  const answer = await send<Granted>('POST', path, { body, anonymous: true })
  oweSignOut(false)
  grant(answer.body)
  await loadMe()
  channel?.postMessage('signed-in')
}

function grant({ data }: Granted): string {
  expiry = Date.now() + data.expires_in * 1000
  writeTenant(data.tenant.id)
  clearTimeout(timer)
  timer = setTimeout(
    () => void renewToken().catch(() => undefined),
    Math.max(5, data.expires_in - 60) * 1000,
  )
  const { asOf } = session.getState()
  session.setState({ token: data.access_token })
  if (asOf !== null) void loadMe().catch(() => undefined)
  return data.access_token
}

function forget(reason: string | null): void {
  clearTimeout(timer)
  writeTenant(null)
  forgetMe()
  void deviceKept()
    ?.forget(`${slot}:`)
    .catch(() => undefined)
  session.setState({ status: 'signed-out', token: null, me: null, asOf: null, reason })
}

function readTenant(): string | null {
  try {
    return sessionStorage.getItem(TENANT_KEY)
  } catch {
    return null
  }
}

function writeTenant(id: string | null): void {
  try {
    if (id) sessionStorage.setItem(TENANT_KEY, id)
    else sessionStorage.removeItem(TENANT_KEY)
  } catch {
    // Storage may be forbidden: the server's last used organisation does.
  }
}
