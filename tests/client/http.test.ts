import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as v from 'valibot';
import { afterEach, expect, test, vi } from 'vitest';
import { request } from '../../client/http.ts';
import { ClientError } from '../../client/platform.ts';

let server: Server | undefined;
afterEach(() => {
  vi.restoreAllMocks();
  server?.closeAllConnections();
  server?.close();
});

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
const Answer = v.object({ name: v.string() });
const json =
  (status: number, body: string): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  };
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error) => (error instanceof ClientError ? error.code : error),
  );
/** The clock of requests, faster: what is waited for is the same. */
function hurry() {
  const real = AbortSignal.timeout.bind(AbortSignal);
  vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => real(100));
}

test('HTTP1 an answer is parsed by its schema, and what the schema does not know is left out', async () => {
  const url = await serve(json(200, '{"name":"Школа","secret":1}'));
  expect(await request(url, Answer)).toEqual({ name: 'Школа' });
});

test.each([
  ['the server’s own code', 403, '{"code":"code-locked"}', 'code-locked'],
  ['a code that this client does not know', 400, '{"code":"brand-new"}', 'internal'],
  ['a page of somebody in between', 502, '<html>Bad gateway</html>', 'internal'],
  ['an answer that is not what was asked for', 200, '{"nome":1}', 'internal'],
  ['an answer that is no JSON', 200, 'OK', 'internal'],
])('HTTP2 %s', async (_name, status, body, code) => {
  expect(await codeOf(request(await serve(json(status, body)), Answer))).toBe(code);
});

test('HTTP3 nobody answers: offline', async () => {
  expect(await codeOf(request('http://127.0.0.1:9/', Answer))).toBe('offline');
});

test('HTTP3 the connection is cut, before the answer or in its middle: offline', async () => {
  const before = await serve((incoming) => incoming.socket.destroy());
  expect(await codeOf(request(before, Answer))).toBe('offline');
  server?.close();
  const middle = await serve((incoming, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('{"name":');
    setTimeout(() => incoming.socket.destroy(), 20);
  });
  expect(await codeOf(request(middle, Answer))).toBe('offline');
});

test('HTTP4 a server that takes too long, before the answer or in its middle: timeout', async () => {
  hurry();
  expect(await codeOf(request(await serve(() => {}), Answer))).toBe('timeout');
  server?.closeAllConnections();
  const middle = await serve((_incoming, response) => void response.writeHead(200).write('{"name":'));
  expect(await codeOf(request(middle, Answer))).toBe('timeout');
});
