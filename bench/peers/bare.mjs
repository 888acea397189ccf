// The floor for reconnecting: bare `ws`. Who connects gets one prebuilt message of what was missed.
// A message from a client at /control replaces it.
import { createServer } from "node:http";
import { WebSocketServer } from "ws";

let missed = null;
const http = createServer((request, response) => response.end("{}"));
const server = new WebSocketServer({ server: http, perMessageDeflate: false });
server.on("connection", (socket, request) => {
  if (request.url === "/control") socket.on("message", (text) => (missed = text.toString()));
  else if (missed) socket.send(missed);
});
http.listen({ port: Number(process.env.PORT), host: "127.0.0.1", backlog: 4096 });
