// The peer: what a team would write with socket.io to tell its screens of changes.
// Checks the token; has no numbering, no rights, no row security, and keeps no history of its own.
//   GET  /health
//   POST /emit/<tenant>            {payloads: […]}: broadcast each to the tenant's namespace
//   POST /deals/<tenant>/<id>      {amount, event}: UPDATE the row, broadcast the change
//   POST /changes/<tenant>/<id>    the same with all that our own PATCH does in SQL (bench/floors/commit.py)
//   POST /gc                       collect garbage now
import { createServer } from "node:http";
import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import { Server } from "socket.io";

const { PORT, JWT_SECRET, ADAPTER = "", REDIS_URL, PG_CONFIG } = process.env;

const options = { transports: ["websocket"], serveClient: false };
const clients = [];
async function redis() {
  const { createClient } = await import("redis");
  const client = createClient({ url: REDIS_URL });
  client.on("error", () => {}); // it reconnects by itself
  await client.connect();
  clients.push(client);
  return client;
}

if (ADAPTER === "streams") {
  const { createAdapter } = await import("@socket.io/redis-streams-adapter");
  options.adapter = createAdapter(await redis(), { maxLen: 100_000 });
} else if (ADAPTER === "pubsub") {
  const { createAdapter } = await import("@socket.io/redis-adapter");
  options.adapter = createAdapter(await redis(), await redis());
}
if (process.env.RECOVERY) {
  options.connectionStateRecovery = { maxDisconnectionDuration: 120_000 };
}

let pool = null;
if (PG_CONFIG) {
  const { default: pg } = await import("pg");
  pool = new pg.Pool({ ...JSON.parse(PG_CONFIG), max: 10 });
}

function verify(token) {
  const [header, body, signature] = String(token).split(".");
  const wanted = createHmac("sha256", JWT_SECRET).update(`${header}.${body}`).digest();
  if (!timingSafeEqual(wanted, Buffer.from(signature, "base64url"))) throw new Error("bad signature");
  const claims = JSON.parse(Buffer.from(body, "base64url"));
  if (claims.exp * 1000 < Date.now()) throw new Error("expired");
  return claims;
}

const body = (request) =>
  new Promise((resolve) => {
    let text = "";
    request.on("data", (part) => (text += part));
    request.on("end", () => resolve(text ? JSON.parse(text) : {}));
  });

const http = createServer(async (request, response) => {
  const [, verb, tenant, id] = request.url.split("/");
  const given = await body(request);
  if (verb === "emit") {
    for (const payload of given.payloads) io.of(`/t/${tenant}`).emit("changes", payload);
  } else if (verb === "deals") {
    const { rows } = await pool.query(
      "UPDATE peer_deals SET amount = $2, version = version + 1 WHERE id = $1" +
        " RETURNING version, nextval('peer_numbers') AS seq, to_json(now()) #>> '{}' AS at",
      [id, given.amount],
    );
    const event = {
      ...given.event,
      seq: Number(rows[0].seq),
      entity_id: id,
      version: Number(rows[0].version),
      at: rows[0].at,
    };
    io.of(`/t/${tenant}`).emit("changes", { events: [event] });
    response.end(JSON.stringify({ version: event.version, seq: event.seq }));
    return;
  } else if (verb === "changes") {
    const event = await change(tenant, id, given);
    io.of(`/t/${tenant}`).emit("changes", { events: [event] });
    response.end(JSON.stringify({ version: event.version, seq: event.seq }));
    return;
  } else if (verb === "gc") {
    globalThis.gc();
    globalThis.gc();
  }
  response.end("{}");
});

const LOCK = "SELECT row_to_json(t) AS row FROM deals t WHERE tenant_id = $1 AND id = $2 FOR UPDATE";
const UPDATE = `UPDATE deals t SET amount = $1, version = version + 1, updated_at = now(), updated_by = $2
  WHERE tenant_id = $3 AND id = $4 RETURNING version, row_to_json(t) AS row`;
const CLAIM = "INSERT INTO idempotency_keys (tenant_id, user_id, key, fingerprint) VALUES ($1, $2, $3, $4)";
const KEEP = `UPDATE idempotency_keys SET status = 200, headers = '{}', body = $4
  WHERE tenant_id = $1 AND user_id = $2 AND key = $3`;
const APPEND = `WITH head AS (UPDATE tenant_heads SET seq = seq + 1 WHERE tenant_id = $1 RETURNING seq)
  INSERT INTO events (tenant_id, seq, id, type, entity, entity_id, version, changed, before, data, resource,
    owner_before, owner_after, actor_id, actor_name, actor_kind)
  SELECT $1, head.seq, $2, 'deal.updated', 'deal', $3, $4, $5::json, $6::json, $7::json, 'deals', $8, $8, $8,
    'Bench Admin', 'user' FROM head RETURNING seq, to_json(at) #>> '{}' AS at`;

async function change(tenant, id, { amount, event, user_id: user, session_id: session }) {
  const client = await pool.connect();
  const run = async (name, text, ...values) => (await client.query({ name, text, values })).rows[0];
  try {
    await client.query(
      `BEGIN; SELECT set_config('app.tenant_id', '${tenant}', true), set_config('app.user_id', '${user}', true)`,
    );
    await run("access", "SELECT * FROM current_access($1, $2, $3)", tenant, user, session);
    const key = randomUUID();
    await run("claim", CLAIM, tenant, user, key, Buffer.alloc(32));
    const before = await run("lock", LOCK, tenant, id);
    const { version, row } = await run("update", UPDATE, amount, user, tenant, id);
    await run("keep", KEEP, tenant, user, key, Buffer.from(JSON.stringify(row)));
    const was = { amount: before.row.amount };
    const said = ['["amount"]', JSON.stringify(was), JSON.stringify(row)];
    const { seq, at } = await run("append", APPEND, tenant, randomUUID(), id, version, ...said, user);
    await client.query("COMMIT");
    const numbers = { seq: Number(seq), entity_id: id, version: Number(version), at };
    return { ...event, ...numbers, before: was, data: row };
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}

const io = new Server(http, options);
io.of(/^\/t\/[0-9a-f-]+$/)
  .use((socket, next) => {
    try {
      socket.data.user = verify(socket.handshake.auth.token).sub;
      next();
    } catch (error) {
      next(error);
    }
  })
  .on("connection", (socket) => socket.emit("ready", { user_id: socket.data.user }));

http.listen({ port: Number(PORT), host: "127.0.0.1", backlog: 4096 });
