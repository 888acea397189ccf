import type { Ack } from './stream'

/** What the stream needs of a connection: a socket, or this window's end of one that windows share. */
export interface Wire {
  readonly connected: boolean
  /** Whether it comes back by itself after it was lost. */
  readonly active: boolean
  on(event: string, listener: (payload: never) => void): unknown
  connect(): unknown
  disconnect(): unknown
  /** Ask and wait for the answer; raises if there is none in `within` ms. */
  request(event: string, payload: unknown, within: number): Promise<Ack>
  /** Send without waiting; lost if it can't go at once. */
  hint(event: string, payload: unknown): void
}

/** What a handshake says: who we are, and the last change we have. */
export interface Handshake {
  token: string | null
  since?: number
}

/** A socket that also says what it hears outside its listeners' names. */
export interface Trunk extends Wire {
  onAny(listener: (event: string, payload: unknown) => void): unknown
}

/** Opens the socket of an organisation (not connected yet). Its code comes with the first one. */
export function socketTo(tenantId: string) {
  return async (auth: () => Handshake): Promise<Trunk> => {
    const { io } = await import('socket.io-client')
    const socket = io(`/t/${tenantId}`, {
      path: '/socket.io',
      autoConnect: false,
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      auth: (give) => give(auth()),
      reconnectionDelay: 300,
      reconnectionDelayMax: 1_200,
      randomizationFactor: 0.4,
      timeout: 6_000,
    })
    return {
      get connected() {
        return socket.connected
      },
      get active() {
        return socket.active
      },
      on: (event, listener) => socket.on(event, listener as (payload: unknown) => void),
      onAny: (listener) => socket.onAny(listener),
      connect: () => socket.connect(),
      disconnect: () => socket.disconnect(),
      request: async (event, payload, within) =>
        (await socket.timeout(within).emitWithAck(event, payload)) as Ack,
      hint: (event, payload) => void socket.volatile.emit(event, payload, () => undefined),
    }
  }
}
