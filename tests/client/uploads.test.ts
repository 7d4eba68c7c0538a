import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openUploadStore } from '../../client/files/upload-store.ts';
import { openStore } from '../../client/store.ts';
import type { Message } from '../../protocol/messages.ts';
import { picture, pngBomb } from '../backend/files-school.ts';
import { ANNA, ELENA, type RunningSchool, startRunningSchool } from '../backend/running-school.ts';
import { type Network, startNetwork } from '../journeys/network.ts';
import { listed, online, openPage, type Page, settled, shown, until } from './two-people.ts';

let school: RunningSchool;
let network: Network;
let annaId: string;
let algebra: string;
const pages: Page[] = [];

beforeAll(async () => {
  school = await startRunningSchool();
  network = await startNetwork(Number(new URL(school.url).port));
  annaId = await school.personId(ANNA);
  algebra = await school.chatId({ kind: 'subject', className: '7Б', subject: 'Алгебра' });
});
afterAll(async () => {
  await network?.close();
  await school?.close();
});
afterEach(() => {
  for (const page of pages.splice(0)) page.close();
  network.restore();
});

/** A page of Anna's; `cuttable`: behind a network that can be cut. */
async function pageOf(cuttable = false, personId = annaId): Promise<Page> {
  const page = await openPage(cuttable ? { ...school, url: network.url } : school, personId);
  pages.push(page);
  return page;
}
const blob = (size: number) => new Blob([Buffer.from(Array.from({ length: size }, (_, index) => index % 253))]);
const upload = (page: Page, id: string) => page.app.uploads.list.value.find((one) => one.id === id);
const ready = (page: Page, id: string) => until('the file is there', () => upload(page, id)?.attachment);
async function attach(page: Page, file: Blob, name: string): Promise<string> {
  return page.app.uploads.add(algebra, file, { name });
}
async function send(page: Page, text: string, uploads: string[]): Promise<void> {
  await page.app.outbox.send(algebra, text, { uploads });
  await page.app.uploads.queued(uploads);
}
const sentWith = async (name: string): Promise<Message[]> => {
  const rows = await school.db.selectFrom('messages').select(['extra', 'text']).where('chatId', '=', algebra).execute();
  return rows
    .map(({ extra, text }) => ({ ...JSON.parse(extra), text }) as Message)
    .filter(({ attachments = [] }) => attachments.some((one) => one.name === name));
};

describe('uploading', () => {
  test('FILE15 a chosen file is on this disk before it is shown, and goes up by itself', async () => {
    const page = await pageOf();
    await online(page);
    const other = await openUploadStore(annaId);
    let seen: Promise<boolean> | undefined;
    const stop = page.app.uploads.list.subscribe(([one]) => {
      if (one && !seen) seen = other.load().then((list) => list.some(({ id }) => id === one.id));
    });
    const id = await attach(page, blob(50_000), 'лист.bin');
    expect(await seen).toBe(true);
    stop();
    other.close();
    await ready(page, id);
    expect(upload(page, id)?.attachment).toMatchObject({ kind: 'file', name: 'лист.bin', size: 50_000 });
    await page.app.uploads.remove(id);
    expect(page.app.uploads.list.value).toEqual([]);
  });

  test('FILE16 after a cut link and after the page is gone an upload goes on where it was', async () => {
    const first = await pageOf(true);
    await online(first);
    const size = 20_000_000;
    const id = await attach(first, blob(size), 'большой.bin');
    await until('a part of it is there', () => (upload(first, id)?.sent ?? 0) >= 4_000_000);
    network.cut();
    await until('the page knows', () => first.app.connection.status.value.kind !== 'online');
    first.close();
    const [kept] = await openUploadStore(annaId).then(async (store) => {
      const list = await store.load();
      store.close();
      return list;
    });
    expect(kept?.url).toMatch(/\/files\/[0-9a-f]{32}$/);
    network.restore();
    const second = await pageOf(true);
    const seen: number[] = [];
    const stop = second.app.uploads.list.subscribe(([one]) => void (one && seen.push(one.sent)));
    await ready(second, id);
    stop();
    // Nothing of what was there is sent again.
    expect(seen.filter((sent) => sent > 0).every((sent) => sent >= 4_000_000)).toBe(true);
    expect(upload(second, id)?.attachment?.size).toBe(size);
    expect(upload(second, id)?.attachment?.id).toBe(kept?.url?.split('/').at(-1));
    await second.app.uploads.remove(id);
  });

  test('FILE17 a pause holds an upload, and it goes on when it is let', async () => {
    const page = await pageOf();
    await online(page);
    const id = await attach(page, blob(9_000_000), 'долгий.bin');
    await page.app.uploads.pause(id);
    const later = await attach(page, blob(1000), 'короткий.bin');
    await ready(page, later);
    expect(upload(page, id)).toMatchObject({ isPaused: true, attachment: null });
    await page.app.uploads.resume(id);
    await ready(page, id);
    for (const one of [id, later]) await page.app.uploads.remove(one);
  });

  test('FILE18 a refused file says why, and does not hold up the others', async () => {
    const page = await pageOf();
    await online(page);
    const bad = await attach(page, new Blob([new Uint8Array(pngBomb(30_000))]), 'бомба.png');
    const good = await attach(page, new Blob([new Uint8Array(await picture('png'))]), 'доска.png');
    await ready(page, good);
    await until('it is refused', () => upload(page, bad)?.failed);
    expect(upload(page, bad)?.failed).toBe('picture-too-large');
    await expect(attach(page, new Blob([]), 'пусто')).rejects.toMatchObject({ code: 'file-empty' });
    for (const one of [bad, good]) await page.app.uploads.remove(one);
  });
});

describe('a message with files', () => {
  test('G6 FILE19 it waits for its files, what is written after it does not, and it is sent once', async () => {
    const page = await pageOf(true);
    await listed(page);
    const chat = page.open(algebra);
    await shown(chat);
    network.cut();
    await until('offline', () => page.app.connection.status.value.kind !== 'online');
    const id = await attach(page, blob(5_000_000), 'конспект.bin');
    await send(page, 'с файлом', [id]);
    expect(page.app.outbox.entries.value.map(({ text }) => text)).toEqual(['с файлом']);
    page.close();
    network.restore();
    const next = await pageOf(true);
    await listed(next);
    await settled(next);
    expect(await sentWith('конспект.bin')).toHaveLength(1);
    expect(next.sends).toHaveLength(1);
    await until('the disk is clean', () => next.app.uploads.list.value.length === 0);
    const store = await openUploadStore(annaId);
    expect(await store.load()).toEqual([]);
    store.close();
  });

  test('G2 FILE20 killed between commit and ack, files and message are there once', async () => {
    const page = await pageOf();
    await listed(page);
    for (let round = 0; round < 4; round++) {
      const name = `обрыв-${round}.bin`;
      const id = await attach(page, blob(3000), name);
      await ready(page, id);
      const before = page.sends.length;
      void send(page, '', [id]);
      await until('it is sending', () => page.sends.length > before);
      await school.kill();
      await school.start();
      await until('the outbox is empty', () => page.app.outbox.entries.value.length === 0, 20_000);
      expect(await sentWith(name)).toHaveLength(1);
    }
    await until('the disk is clean', () => page.app.uploads.list.value.length === 0);
  });

  test('FILE21 a refused file fails its message with the reason; deleting it forgets the file', async () => {
    const page = await pageOf();
    await listed(page);
    const bad = await attach(page, new Blob([new Uint8Array(pngBomb(30_000))]), 'бомба.png');
    await send(page, 'смотрите', [bad]);
    await page.app.outbox.send(algebra, 'а это без файла');
    await until('it is refused', () => page.app.outbox.entries.value.some((entry) => entry.failed));
    expect(page.app.outbox.entries.value.map(({ text, failed }) => [text, failed])).toEqual([
      ['смотрите', 'picture-too-large'],
    ]);
    await page.app.outbox.remove(page.app.outbox.entries.value[0]?.clientId ?? '');
    await until('the disk is clean', () => page.app.uploads.list.value.length === 0);
  });

  test('FILE22 addresses of files come once for many, and are whole', async () => {
    const page = await pageOf();
    await listed(page);
    const ids = [await attach(page, blob(10), 'а.bin'), await attach(page, blob(20), 'б.bin')];
    for (const id of ids) await ready(page, id);
    const files = ids.map((id) => upload(page, id)?.attachment?.id ?? '');
    await send(page, '', ids);
    await settled(page);
    const elena = await pageOf(false, await school.personId(ELENA));
    await online(elena);
    let asked = 0;
    const { call } = elena.app.connection;
    elena.app.connection.call = (name, input) => {
      if (name === 'file:links') asked++;
      return call(name, input);
    };
    for (const file of [...files, ...files]) elena.app.links.want(algebra, file);
    await until('both are known', () => files.every((file) => elena.app.links.known.value.has(file)));
    expect(asked).toBe(1);
    const url = elena.app.links.known.value.get(files[1] ?? '')?.original ?? '';
    expect((await (await fetch(url)).arrayBuffer()).byteLength).toBe(20);
  });

  test('S5 FILE23 signing out forgets the files that were chosen', async () => {
    const { wipeStore } = await import('../../client/store.ts');
    const page = await pageOf();
    await online(page);
    await attach(page, blob(10), 'забыть.bin');
    page.close();
    pages.splice(0);
    await wipeStore(annaId);
    const store = await openUploadStore(annaId);
    expect(await store.load()).toEqual([]);
    store.close();
    const chats = await openStore(annaId);
    expect(await chats.loadOutbox()).toEqual([]);
    chats.close();
  });
});
