import { send } from '@/api/http'
import { basePath, type Me } from '@/sync'

export interface Browser {
  id: string
  label: string
  service: string
  this_session: boolean
  last_error: string | null
  created_at: string
}

/** Whom and where pushes are for: a person in an organisation. */
export const accountOf = ({ user, tenant }: Me) => `${tenant.id}:${user.id}`

export type PushState = 'unsupported' | 'denied' | 'off' | 'on'

const WORKER = '/sw.js'
// That this person wants pushes here: who signs in after them in the same browser was not asked.
const wantedBy = (account: string) => `sp-push:${account}`

function supported(): boolean {
  return 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window
}

/** Whether this browser takes pushes for us now. */
export async function pushState(): Promise<PushState> {
  if (!supported()) return 'unsupported'
  if (Notification.permission === 'denied') return 'denied'
  return (await subscribed()) ? 'on' : 'off'
}

/** Ask for permission and subscribe; what came of it. Raises what the server says. */
export async function turnOn(account: string): Promise<PushState> {
  if ((await Notification.requestPermission()) !== 'granted') return pushState()
  await navigator.serviceWorker.register(WORKER, { scope: '/' })
  const registration = await navigator.serviceWorker.ready
  const { body } = await send<{ data: { key: string } }>('GET', '/push-subscriptions/key')
  const options = { userVisibleOnly: true, applicationServerKey: body.data.key }
  const subscription = await registration.pushManager.subscribe(options).catch(async () => {
    // Subscribed with another key (of an installation that was here before): begin anew.
    await (await registration.pushManager.getSubscription())?.unsubscribe()
    return registration.pushManager.subscribe(options)
  })
  await tell(subscription)
  localStorage.setItem(wantedBy(account), 'yes')
  return 'on'
}

/** No more pushes here, for any account of this browser. */
export async function turnOff(account: string): Promise<void> {
  localStorage.removeItem(wantedBy(account))
  await (await subscribed())?.unsubscribe()
}

/**
 * After signing in again: who had pushes on here before has them still. The server ties them to the
 * session, so that they end with it.
 */
export async function renew(account: string): Promise<void> {
  const wanted = localStorage.getItem(wantedBy(account)) && supported()
  const subscription = wanted ? await subscribed() : null
  if (!subscription) return
  const { body } = await send<{ data: Browser[] }>('GET', '/push-subscriptions')
  if (!body.data.some((browser) => browser.this_session)) await tell(subscription)
}

async function subscribed(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration('/')
  return (await registration?.pushManager.getSubscription()) ?? null
}

async function tell(subscription: PushSubscription): Promise<void> {
  const { endpoint, keys } = subscription.toJSON()
  await send('POST', '/push-subscriptions', {
    body: { endpoint, keys, base_path: basePath, label: browserName(navigator.userAgent) },
  })
}

/** "Firefox on Windows", as far as a browser says. */
export function browserName(agent: string): string {
  const find = (names: readonly (readonly [RegExp, string])[]) =>
    names.find(([pattern]) => pattern.test(agent))?.[1]
  const browser = find([
    [/Edg\//, 'Edge'],
    [/OPR\//, 'Opera'],
    [/Firefox\//, 'Firefox'],
    [/Chrome\//, 'Chrome'],
    [/Safari\//, 'Safari'],
  ])
  const system = find([
    [/iPhone|iPad/, 'iOS'],
    [/Android/, 'Android'],
    [/Mac OS X/, 'macOS'],
    [/Windows/, 'Windows'],
    [/Linux|X11/, 'Linux'],
  ])
  return [browser ?? 'Browser', system].filter(Boolean).join(' · ')
}
