/**
 * `npm start -- URL EMAIL [FILE]`, the password in SALESPULSE_PASSWORD: follow an organisation, live.
 * With `--json` each step is a JSON line {position, digest, waiting}, and lines are commands:
 * `drop`, or a write as JSON {method, path, body}.
 */
import { createInterface } from 'node:readline'
import { Outbox, Refused } from './outbox.js'
import { Session, SignedOut } from './session.js'
import { Store } from './store.js'
import { Stream } from './stream.js'
import { type LogEvent, numberOf } from './types.js'

const asJson = process.argv.includes('--json')
const [url, email, file] = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const password = process.env['SALESPULSE_PASSWORD']
if (!url || !email || !password) {
  console.error('usage: SALESPULSE_PASSWORD=… npm start -- URL EMAIL [FILE]')
  process.exit(2)
}

const session = new Session(url)
const store = new Store(file)
const outbox = new Outbox(session, store)

function show(events: LogEvent[]): void {
  if (asJson) return
  for (const event of events) {
    const who = 'actor' in event ? event.actor.name : 'a job'
    const what = 'data' in event ? (event.data?.['name'] ?? event.entity_id) : event.entity
    console.log(numberOf(event), event.type.padEnd(18), what, `(${who})`)
  }
}

function report(): void {
  const { position, waiting } = store
  console.log(JSON.stringify({ position, digest: store.digest(), waiting: waiting.length }))
}

/** Send all that waits; what the server refuses does not keep back what comes after it. */
async function send(): Promise<void> {
  try {
    await outbox.send()
  } catch (error) {
    if (!(error instanceof Refused)) return end(error)
    console.error(`refused: ${error.answer.error}: ${error.message}`)
    return send()
  }
}

function end(error: unknown): never {
  if (!(error instanceof SignedOut)) throw error
  console.error('Signed out.')
  process.exit(3)
}

await session.signIn(email, password)
void send() // what was kept when the app was last left
const stream = new Stream(session, store, show)
if (asJson) {
  setInterval(report, 100)
  createInterface({ input: process.stdin }).on('line', (line) => {
    if (line === 'drop') return stream.drop()
    const { method, path, body } = JSON.parse(line) as {
      method: string
      path: string
      body?: unknown
    }
    outbox.add(method, path, body)
    void send()
  })
}
await stream.run().catch(end)
