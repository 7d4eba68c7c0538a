import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';

/**
 * The limit that Node sets: no rights, no rooms, no framework. The same durable commit (SQLite, FULL, one
 * transaction for what queued up), frames built once, and one write per member and commit. Started by the bench
 * with a folder; gets the same commands, events and answers as ours, less what frameworks put around them; a room is
 * a path.
 */
interface Waiting {
  socket: WebSocket;
  room: string;
  sender: string;
  id: string;
  clientId: string;
  text: string;
}

const db = new DatabaseSync(join(process.argv[2] ?? '.', 'raw.sqlite'));
db.exec(`pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = 4000;
  create table messages (room text, ordinal integer, sender text, clientId text, text text, sentAt integer,
    primary key (room, ordinal));
  create unique index once on messages (sender, room, clientId)`);
const insert = db.prepare('insert into messages values (?, ?, ?, ?, ?, ?)');
const rooms = new Map<string, { members: Set<WebSocket>; ordinal: number }>();
let waiting: Waiting[] = [];

/** A text frame as a server writes it: no mask, one piece. */
function frameOf(text: string): Buffer {
  const body = Buffer.from(text);
  if (body.length < 126) return Buffer.concat([Buffer.from([0x81, body.length]), body]);
  const header = Buffer.alloc(body.length < 65_536 ? 4 : 10);
  header[0] = 0x81;
  if (body.length < 65_536) {
    header[1] = 126;
    header.writeUInt16BE(body.length, 2);
  } else {
    header[1] = 127;
    header.writeUInt32BE(body.length, 6);
  }
  return Buffer.concat([header, body]);
}
const wireOf = (socket: WebSocket) => (socket as unknown as { _socket: Duplex })._socket;

function commit() {
  const batch = waiting;
  waiting = [];
  const events = new Map<string, unknown[]>();
  const acks = new Map<WebSocket, Buffer[]>();
  db.exec('begin immediate');
  for (const { socket, room, sender, id, clientId, text } of batch) {
    const state = rooms.get(room);
    if (!state) continue;
    const ordinal = ++state.ordinal;
    const sentAt = Date.now();
    insert.run(room, ordinal, sender, clientId, text, sentAt);
    const message = { senderId: sender, chatId: room, clientId, text, ordinal, sentAt };
    const list = events.get(room) ?? [];
    list.push({ type: 'message:sent', message, seq: ordinal });
    events.set(room, list);
    acks.set(socket, [
      ...(acks.get(socket) ?? []),
      frameOf(`${id}[{"ok":true,"value":${JSON.stringify({ ordinal, sentAt })}}]`),
    ]);
  }
  db.exec('commit');
  for (const [room, list] of events) {
    const frame = frameOf(JSON.stringify({ stream: `chat:${room}`, events: list }));
    for (const member of rooms.get(room)?.members ?? []) {
      const own = acks.get(member);
      wireOf(member).write(own ? Buffer.concat([...own, frame]) : frame);
    }
  }
}

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
server.on('connection', (socket, request) => {
  const [, room = '', sender = ''] = (request.url ?? '').split('/');
  const state = rooms.get(room) ?? { members: new Set(), ordinal: 0 };
  rooms.set(room, state);
  state.members.add(socket);
  socket.on('message', (data) => {
    const command = String(data);
    const start = command.indexOf('[');
    const [, input] = JSON.parse(command.slice(start)) as [string, { clientId: string; text: string }];
    if (waiting.length === 0) setImmediate(commit);
    waiting.push({ socket, room, sender, id: command.slice(0, start), ...input });
  });
  socket.on('close', () => state.members.delete(socket));
});
server.on('listening', () => {
  console.log(
    `listening ${JSON.stringify({ url: `http://127.0.0.1:${(server.address() as { port: number }).port}` })}`,
  );
});
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
