const EARLY_MS = 60_000 // before its end a token is renewed

/** The session has ended: signed out elsewhere, deactivated, or a stolen token was used. */
export class SignedOut extends Error {}

/** The network, or a server that will be back: worth trying again. */
export class Unreachable extends Error {}

interface SignedIn {
  access_token: string
  expires_in: number
  refresh_token: string
  tenant: { id: string }
}

/** A signed-in person in one organisation: a short access token, and a refresh token that changes with every use. */
export class Session {
  tenantId = ''
  #token = ''
  #refreshToken = ''
  #ends = 0
  #refreshing: Promise<void> | undefined

  constructor(readonly url: string) {}

  async signIn(email: string, password: string): Promise<void> {
    await this.#enter('login', { email, password, client: 'mobile' })
  }

  /** A token that is good for a while; `fresh`: another one than before. */
  async token(fresh = false): Promise<string> {
    if (fresh || this.renewalDue <= 0) {
      // One refresh at a time: a refresh token used twice looks stolen, and ends the session.
      this.#refreshing ??= this.#enter('refresh', { refresh_token: this.#refreshToken }).finally(
        () => (this.#refreshing = undefined),
      )
      await this.#refreshing
    }
    return this.#token
  }

  /** Milliseconds until the token should be renewed. */
  get renewalDue(): number {
    return this.#ends - EARLY_MS - Date.now()
  }

  /** One request below `/api/v1`; a 401 is tried again once with a fresh token. */
  async request(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    for (const fresh of [false, true]) {
      const answer = await reach(`${this.url}/api/v1${path}`, {
        method,
        headers: {
          Authorization: `Bearer ${await this.token(fresh)}`,
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      if (answer.status !== 401) return answer
    }
    throw new SignedOut('Sign in again.')
  }

  async #enter(door: 'login' | 'refresh', body: object): Promise<void> {
    const answer = await reach(`${this.url}/api/v1/auth/${door}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (answer.status === 401 || answer.status === 403) throw new SignedOut(await answer.text())
    if (!answer.ok) throw new Unreachable(`${door}: ${answer.status}`)
    const { data } = (await answer.json()) as { data: SignedIn }
    this.#token = data.access_token
    this.#ends = Date.now() + data.expires_in * 1000
    this.#refreshToken = data.refresh_token
    this.tenantId = data.tenant.id
  }
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(10_000) })
  } catch (error) {
    throw new Unreachable(String(error))
  }
}
