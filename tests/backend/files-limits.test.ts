import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTurns } from '../../backend/files/turns.ts';
import { picture, type Uploader, uploaderOf } from './files-school.ts';
import { ANNA, ELENA, MIKHAIL, type RunningSchool, startRunningSchool, type TestSocket } from './running-school.ts';
import { type S3Server, startS3Server } from './s3-server.ts';

describe.each(['a disk', 'S3'])('uploads against limits, on %s', (place) => {
  const temporary = mkdtempSync(join(tmpdir(), 'peremenka-tmp-'));
  let s3: S3Server | undefined;
  let school: RunningSchool;
  let anna: TestSocket;
  let annaFiles: Uploader;
  let elenaFiles: Uploader;
  let mikhailFiles: Uploader;

  beforeAll(async () => {
    if (place === 'S3') s3 = await startS3Server();
    school = await startRunningSchool({ FILE_LIMIT_MB: '3', TMPDIR: temporary, ...s3?.env });
    anna = await school.socket(await school.personId(ANNA));
    const uploader = async (name: string) => uploaderOf(school, await school.personId(name));
    [annaFiles, elenaFiles, mikhailFiles] = [await uploader(ANNA), await uploader(ELENA), await uploader(MIKHAIL)];
  });
  afterAll(async () => {
    await school?.close();
    await s3?.close();
    rmSync(temporary, { recursive: true, force: true });
  });

  const rowsOf = async (name: string) => {
    const ownerId = await school.personId(name);
    return (await school.db.selectFrom('files').select('id').where('ownerId', '=', ownerId).execute()).map(
      ({ id }) => id,
    );
  };

  test('FILE4 S17 of two thousand that one person begins at once forty are taken, and another uploads meanwhile', async () => {
    const begun = Promise.all(Array.from({ length: 2000 }, (_, index) => mikhailFiles.create(`${index}.txt`, 3)));
    const meanwhile = await elenaFiles.upload('урок.txt', Buffer.from('урок'));
    const answers = await begun;
    const taken = answers.filter(({ status }) => status === 201);
    expect(taken).toHaveLength(40);
    for (const answer of answers.filter((one) => !taken.includes(one)).slice(0, 50))
      expect([answer.status, await answer.json()]).toEqual([429, { code: 'files-too-many' }]);
    expect((await rowsOf(MIKHAIL)).length).toBe(40);
    expect(await rowsOf(ELENA)).toContain(meanwhile);
    // Nothing lies anywhere of those that were refused.
    const uploads = s3
      ? (await s3.keys()).filter((key) => key.endsWith('.info')).length
      : readdirSync(`${school.dataDir}/files/uploads`).filter((name) => name.endsWith('.json')).length;
    expect(uploads).toBe(41);
    // One that is taken back makes room for one.
    const location = taken[0]?.headers.get('location') ?? '';
    expect((await mikhailFiles.request(location, { method: 'DELETE' })).status).toBe(204);
    await expect.poll(() => rowsOf(MIKHAIL)).toHaveLength(39);
    expect((await mikhailFiles.create('ещё.txt', 3)).status).toBe(201);
    expect((await mikhailFiles.create('и ещё.txt', 3)).status).toBe(429);
  });

  const OCTETS = { 'content-type': 'application/offset+octet-stream' };
  test.each([
    ['before where it is', 'PATCH', { ...OCTETS, 'upload-offset': '0' }, 409],
    ['after where it is', 'PATCH', { ...OCTETS, 'upload-offset': '6' }, 409],
    ['far beyond its end', 'PATCH', { ...OCTETS, 'upload-offset': '2999999' }, 409],
    ['further than numbers go', 'PATCH', { ...OCTETS, 'upload-offset': '9007199254740993' }, 400],
    ['at less than nothing', 'PATCH', { ...OCTETS, 'upload-offset': '-5' }, 400],
    ['at no number', 'PATCH', { ...OCTETS, 'upload-offset': '5; 5' }, 400],
    ['at no place', 'PATCH', OCTETS, 403],
    ['as another type', 'PATCH', { 'content-type': 'text/plain', 'upload-offset': '5' }, 400],
    ['with more bytes than it has', 'PATCH', { ...OCTETS, 'upload-offset': '5' }, 413],
    ['with another length', 'PATCH', { ...OCTETS, 'upload-offset': '5', 'upload-length': '50' }, 400],
    ['in another version of tus', 'PATCH', { ...OCTETS, 'upload-offset': '5', 'tus-resumable': '0.2.2' }, 400],
  ])('FILE29 bytes %s are not taken', async (_what, method, headers, status) => {
    const location = (await annaFiles.create('десять.bin', 10)).headers.get('location') ?? '';
    expect((await annaFiles.patch(location, 0, Buffer.from('first'))).status).toBe(204);
    const body = Buffer.from(status === 413 ? 'more than five' : 'again');
    const answer = await annaFiles.request(location, { method, headers: headers as never, body });
    expect(answer.status).toBe(status);
    expect(await annaFiles.offset(location)).toBe(5);
    expect((await annaFiles.patch(location, 5, Buffer.from('last!'))).status).toBe(204);
    const id = location.split('/').at(-1) ?? '';
    expect((await anna.call('file:finish', { id })).attachment.size).toBe(10);
    // What is finished takes nothing more.
    expect((await annaFiles.patch(location, 10, Buffer.from('!'))).status).toBe(404);
    expect((await annaFiles.request(location, { method: 'DELETE' })).status).toBe(404);
    await school.db.deleteFrom('files').where('id', '=', id).execute();
  });

  test.each([
    ['no length', {}],
    ['a length that comes later', { 'upload-defer-length': '1' }],
    ['less than nothing', { 'upload-length': '-1' }],
    ['no number', { 'upload-length': '5abc' }],
    ['more than there is', { 'upload-length': '99999999999999999999' }],
    ['a name that is no base64', { 'upload-length': '5', 'upload-metadata': 'name !!!,,' }],
    ['parts that are to be joined', { 'upload-length': '5', 'upload-concat': 'partial' }],
  ])('FILE29 an upload with %s is not begun', async (_what, headers) => {
    const before = await rowsOf(ANNA);
    const answer = await annaFiles.request('/files', { method: 'POST', headers: headers as never });
    expect([400, 413, 501]).toContain(answer.status);
    expect(await rowsOf(ANNA)).toEqual(before);
  });

  test('FILE29 of two that go on at the same place one is taken, and the file is whole', async () => {
    const bytes = Buffer.from(Array.from({ length: 2_000_000 }, (_, index) => index % 249));
    const location = (await annaFiles.create('вдвоём.bin', bytes.length)).headers.get('location') ?? '';
    const answers = await Promise.all([1, 2, 3].map(() => annaFiles.patch(location, 0, bytes).catch(() => undefined)));
    const statuses = answers.map((answer) => answer?.status);
    expect(statuses.filter((status) => status === 204).length).toBeLessThanOrEqual(1);
    for (;;) {
      const offset = await annaFiles.offset(location);
      if (offset === bytes.length) break;
      await annaFiles.patch(location, offset, bytes.subarray(offset));
    }
    const id = location.split('/').at(-1) ?? '';
    expect((await anna.call('file:finish', { id })).attachment.size).toBe(bytes.length);
    const algebra = await school.chatId({ kind: 'subject', className: '7Б', subject: 'Алгебра' });
    const input = { chatId: algebra, clientId: 'client-two-at-once', text: '', attachments: [id] };
    await anna.call('message:send', input);
    const { links } = await anna.call('file:links', { chatId: algebra, ids: [id] });
    const kept = Buffer.from(await (await fetch(school.url + links[0]?.urls.original)).arrayBuffer());
    expect(kept.equals(bytes)).toBe(true);
  });

  test('FILE29 S17 one that comes drop by drop holds nobody up, and keeps what has come', async () => {
    const location = (await annaFiles.create('капли.bin', 1000)).headers.get('location') ?? '';
    const cut = new AbortController();
    let sent = 0;
    const drops = new ReadableStream({
      async pull(controller) {
        await new Promise((done) => setTimeout(done, 20));
        controller.enqueue(Buffer.from('.'));
        sent++;
      },
    });
    const slow = annaFiles
      .request(location, {
        ...{ method: 'PATCH', headers: { ...OCTETS, 'upload-offset': '0' }, body: drops, signal: cut.signal },
        ...({ duplex: 'half' } as object),
      })
      .catch(() => {});
    for (let count = 0; count < 10 || sent < 20; count++) {
      if (count < 10) await elenaFiles.upload(`быстро ${count}.txt`, Buffer.from('быстро'));
      else await new Promise((done) => setTimeout(done, 20));
    }
    cut.abort();
    await slow;
    await expect.poll(() => annaFiles.offset(location)).toBeGreaterThan(0);
    const offset = await annaFiles.offset(location);
    expect(offset).toBeLessThanOrEqual(sent);
    expect((await annaFiles.patch(location, offset, Buffer.alloc(1000 - offset, '.'))).status).toBe(204);
    const id = location.split('/').at(-1) ?? '';
    expect((await anna.call('file:finish', { id })).attachment.size).toBe(1000);
  });

  test('FILE31 S10 what comes in lies where only the server may read it', async () => {
    const location = (await annaFiles.create('личное.bin', 1000)).headers.get('location') ?? '';
    const cut = new AbortController();
    const half = new ReadableStream({ start: (controller) => controller.enqueue(Buffer.alloc(500)) });
    const sent = annaFiles
      .request(location, {
        ...{ method: 'PATCH', headers: { ...OCTETS, 'upload-offset': '0' }, body: half, signal: cut.signal },
        ...({ duplex: 'half' } as object),
      })
      .catch(() => {});
    const folder = s3 ? temporary : `${school.dataDir}/files/uploads`;
    const sizes = () => readdirSync(folder).map((name) => statSync(`${folder}/${name}`).size);
    await expect.poll(sizes).toContain(500);
    for (const name of readdirSync(folder)) expect(statSync(`${folder}/${name}`).mode & 0o077).toBe(0);
    cut.abort();
    await sent;
    await expect.poll(() => annaFiles.offset(location)).toBe(500);
    // Of what has gone to S3 nothing stays here.
    if (s3) await expect.poll(sizes).toEqual([]);
    await annaFiles.request(location, { method: 'DELETE' });
  });

  test('FILE30 one file that is asked for fifty times at once is looked into once', async () => {
    const id = await annaFiles.upload('доска.png', await picture('png'));
    const answers = await Promise.all(Array.from({ length: 50 }, () => anna.call('file:finish', { id })));
    expect(new Set(answers.map(({ attachment }) => JSON.stringify(attachment))).size).toBe(1);
  });
});

test('FILE30 people take turns, one file each', async () => {
  const inTurn = createTurns(2);
  const order: string[] = [];
  const ends = new Map<string, () => void>();
  const begin = (who: string, name: string) =>
    inTurn(who, async () => {
      order.push(name);
      await new Promise<void>((end) => ends.set(name, end));
      if (name === 'maria 2') throw new Error('broken');
    }).catch(() => {});
  const settle = () => new Promise((done) => setImmediate(done));
  const all = [1, 2, 3, 4].map((index) => begin('maria', `maria ${index}`));
  await settle();
  expect(order).toEqual(['maria 1', 'maria 2']);
  all.push(begin('elena', 'elena 1'), begin('elena', 'elena 2'), begin('anna', 'anna 1'));
  const expected = ['maria 3', 'elena 1', 'anna 1', 'maria 4', 'elena 2'];
  for (const [index, name] of ['maria 1', 'maria 2', 'elena 1', 'anna 1', 'maria 3'].entries()) {
    ends.get(name)?.();
    await settle();
    expect(order.slice(2)).toEqual(expected.slice(0, index + 1));
  }
  for (const end of ends.values()) end();
  await Promise.all(all);
});
