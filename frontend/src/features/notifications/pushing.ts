import { send } from '@/api/http'
import { basePath } from '@/sync'

export interface Browser {
  id: string
  label: string
  service: string
  this_session: boolean
  last_error: string | null
  created_at: string
}

export type PushState = 'unsupported' | 'denied' | 'off' | 'on'

const WORKER = '/sw.js'

function supported(): boolean {
  return 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window
}

/** Whether this browser takes pushes for us now. */
export async function pushState(): Promise<PushState> {
  if (!supported()) return 'unsupported'
  if (Notification.permission === 'denied') return 'denied'
  const registration = await navigator.serviceWorker.getRegistration('/')
  const subscription = await registration?.pushManager.getSubscription()
  return subscription ? 'on' : 'off'
}

/** Ask for permission and subscribe; what came of it. Raises what the server says. */
export async function turnOn(): Promise<PushState> {
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
  const { endpoint, keys } = subscription.toJSON()
  await send('POST', '/push-subscriptions', {
    body: { endpoint, keys, base_path: basePath, label: browserName(navigator.userAgent) },
  })
  return 'on'
}

/** No more pushes here, for any account of this browser. */
export async function turnOff(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration('/')
  await (await registration?.pushManager.getSubscription())?.unsubscribe()
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
