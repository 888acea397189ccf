// The official client, driven by the tests over stdin and stdout: a JSON command or report per line.
//   start  {url, namespace, token, since?}   argv[2]
//   in     {"say": event, "payload": …} | {"drop": true} | {"leave": true}
//   out    {"event": name, "payload": …} | {"ack": …} | {"refused": {message, data}} | {"closed": reason}
import { createRequire } from 'node:module'
import readline from 'node:readline'

const start = JSON.parse(process.argv[2])
const { io } = createRequire(start.modules)('socket.io-client')

let position = start.since
const report = (line) => process.stdout.write(JSON.stringify(line) + '\n')

const socket = io(start.url + start.namespace, {
  transports: start.transports ?? ['websocket'],
  reconnectionDelay: 100,
  reconnectionDelayMax: 300,
  auth: (give) => give({ token: start.token, ...(position === undefined ? {} : { since: position }) }),
})

socket.onAny((event, payload) => {
  if (event === 'ready' && position === undefined) position = payload.seq
  if (event === 'changes') position = payload.to
  if (event === 'reset') position = payload.seq
  report({ event, payload })
})
socket.on('connect_error', ({ message, data }) => report({ refused: { message, data } }))
socket.on('disconnect', (reason) => report({ closed: reason }))

readline.createInterface({ input: process.stdin }).on('line', async (line) => {
  const command = JSON.parse(line)
  if (command.say) report({ ack: await socket.timeout(5000).emitWithAck(command.say, command.payload) })
  if (command.drop) socket.io.engine.close() // as when the network goes: it comes back by itself
  if (command.leave) process.exit(0)
})
