import { afterAll, beforeAll, expect, test } from 'vitest';
import { ANNA, type RunningSchool, startRunningSchool } from '../backend/running-school.ts';
import { type S3Server, startS3Server } from '../backend/s3-server.ts';
import { online, openPage, type Page, until } from './two-people.ts';

let s3: S3Server;
let school: RunningSchool;
let page: Page;

beforeAll(async () => {
  s3 = await startS3Server();
  school = await startRunningSchool(s3.env);
  page = await openPage(school, await school.personId(ANNA));
  await online(page);
});
afterAll(async () => {
  page?.close();
  await school?.close();
  await s3?.close();
});

const upload = (id: string) => page.app.uploads.list.value.find((one) => one.id === id);
const sizes = async () =>
  (await school.db.selectFrom('files').select(['size', 'state']).orderBy('size').execute()).map(({ size, state }) => [
    size,
    state,
  ]);

test('FILE26 with S3 away nothing is refused for good: files go up by themselves when it is back, each once', async () => {
  const algebra = await school.chatId({ kind: 'subject', className: '7Б', subject: 'Алгебра' });
  const size = 9_000_000;
  const large = await page.app.uploads.add(algebra, new Blob([Buffer.alloc(size, 7)]), { name: 'опыт.bin' });
  await until('a part of it is there', () => (upload(large)?.sent ?? 0) >= 4_000_000);
  await s3.kill();
  const small = await page.app.uploads.add(algebra, new Blob(['план']), { name: 'план.txt' });
  await page.app.outbox.send(algebra, 'С файлами', { uploads: [large, small] });
  await page.app.outbox.send(algebra, 'Без файлов');
  const texts = async () =>
    (
      await school.db.selectFrom('messages').select('text').where('chatId', '=', algebra).orderBy('ordinal').execute()
    ).map((row) => row.text);
  await expect.poll(texts, { timeout: 10_000 }).toEqual(['Без файлов']);
  // Long enough for several tries.
  await new Promise((done) => setTimeout(done, 3000));
  expect([upload(large), upload(small)]).toMatchObject([
    { failed: null, attachment: null },
    { failed: null, attachment: null },
  ]);
  await s3.start();
  await expect.poll(texts, { timeout: 15_000 }).toEqual(['Без файлов', 'С файлами']);
  expect(await sizes()).toEqual([
    [8, 'ready'],
    [size, 'ready'],
  ]);
});

test('FILE26 with S3 gone between the last byte and the finishing, the file is finished when it is back', async () => {
  const algebra = await school.chatId({ kind: 'subject', className: '7Б', subject: 'Алгебра' });
  const { connection } = page.app;
  const { call } = connection;
  const codes: string[] = [];
  connection.call = async (name, input) => {
    if (name === 'file:finish' && codes.length === 0) await s3.kill();
    return call(name, input).catch((error) => {
      codes.push(error.code);
      throw error;
    });
  };
  const id = await page.app.uploads.add(algebra, new Blob(['итог']), { name: 'итог.txt' });
  await until('it was refused', () => codes.length > 0);
  expect(codes[0]).toBe('files-unavailable');
  connection.call = call;
  await s3.start();
  await until('it is finished', () => upload(id)?.attachment ?? upload(id)?.failed);
  expect(upload(id)).toMatchObject({ failed: null, attachment: { name: 'итог.txt', size: 8 } });
});
