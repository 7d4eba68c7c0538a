import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_PERSON_SETTINGS } from '../../protocol/person-settings.ts';
import { ANNA, ELENA, MARIA, type RunningSchool, startRunningSchool } from './running-school.ts';

let school: RunningSchool;
beforeAll(async () => {
  school = await startRunningSchool();
});
afterAll(() => school?.close());

test('SET1 settings are the defaults until they are changed, change one by one, and come to my other devices', async () => {
  const annaId = await school.personId(ANNA);
  const [one, other] = [await school.socket(annaId), await school.socket(annaId)];
  expect((await other.call('person:open', {})).settings).toEqual(DEFAULT_PERSON_SETTINGS);
  const told = new Promise((resolve) => other.raw.once('events', resolve));
  await one.call('person:set', { change: { hidesText: true, quiet: { from: 1200, to: 420 } } });
  const { settings } = await one.call('person:set', { change: { hasSound: false } });
  const expected = { ...DEFAULT_PERSON_SETTINGS, hidesText: true, quiet: { from: 1200, to: 420 } };
  expect(await told).toMatchObject({ events: [{ type: 'person:settings', settings: expected }] });
  expect(settings).toEqual({ ...expected, hasSound: false });
  expect((await other.call('person:open', {})).settings).toEqual(settings);
  const elena = await school.socket(await school.personId(ELENA));
  expect((await elena.call('person:open', {})).settings).toEqual(DEFAULT_PERSON_SETTINGS);
  expect(await one.refusal('person:set', { change: { quiet: { from: 1440, to: 0 } } })).toMatchObject({
    code: 'bad-request',
  });
});

test('SET2 an ended session loses its sockets at once and its tokens, the one that asked goes on', async () => {
  const annaId = await school.personId(ANNA);
  const [mine, lost] = [await school.socket(annaId), await school.socket(annaId)];
  const { sessions } = await lost.call('session:list', {});
  const target = sessions.find(({ isCurrent }) => isCurrent);
  const listed = (await mine.call('session:list', {})).sessions;
  expect(listed.find(({ id }) => id === target?.id)).toMatchObject({ isCurrent: false, userAgent: 'test' });
  const told = new Promise((resolve) => lost.raw.once('session:ended', resolve));
  const closed = new Promise((resolve) => lost.raw.once('disconnect', resolve));
  await mine.call('session:end', { sessionId: target?.id ?? '' });
  await Promise.all([told, closed]);
  const after = (await mine.call('session:list', {})).sessions;
  expect(after.map(({ id }) => id)).not.toContain(target?.id);
});

test('SET3 all other sessions end together, and nobody ends one of another account', async () => {
  const [annaId, elenaId] = [await school.personId(ANNA), await school.personId(ELENA)];
  const sockets = [await school.socket(annaId), await school.socket(annaId), await school.socket(annaId)];
  const [mine, ...others] = sockets;
  const closed = others.map((socket) => new Promise((resolve) => socket.raw.once('disconnect', resolve)));
  await mine?.call('session:end', { sessionId: null });
  await Promise.all(closed);
  expect((await mine?.call('session:list', {}))?.sessions).toMatchObject([{ isCurrent: true }]);
  const elena = await school.socket(elenaId);
  const [own] = (await mine?.call('session:list', {}))?.sessions ?? [];
  expect(await elena.refusal('session:end', { sessionId: own?.id })).toMatchObject({ code: 'not-found' });
  expect((await mine?.call('session:list', {}))?.sessions).toHaveLength(1);
});

test('SET4 my data is one zip of pages and JSON with what I may see, and nothing of others', async () => {
  const [anna, elena] = [
    await school.socket(await school.personId(ANNA)),
    await school.socket(await school.personId(ELENA)),
  ];
  const algebra = await school.chatId({ kind: 'subject', className: '7Б', subject: 'Алгебра' });
  const staff = await school.chatId({ kind: 'staff' });
  const text = 'Привет <script>alert(1)</script> & всем';
  await anna.call('message:send', { chatId: algebra, clientId: 'client-export-1', text });
  for (let index = 0; index < 70; index++) {
    await elena.call('message:send', { chatId: algebra, clientId: `client-page-${index}`, text: `Строка ${index}` });
  }
  await elena.call('message:send', { chatId: staff, clientId: 'client-export-2', text: 'Тайна учительской' });
  const { path } = await anna.call('export:begin', {});
  const response = await fetch(school.url + path);
  expect(response.headers.get('content-type')).toBe('application/zip');
  expect(response.headers.get('content-disposition')).toContain('attachment');
  const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
  const names = Object.keys(files);
  expect(names.every((name) => /^(index\.html|profile\.json|chats\/\d{3}\.(html|json))$/.test(name))).toBe(true);
  const contents = names.map((name) => new TextDecoder().decode(files[name]));
  const chats = names.filter((name) => name.endsWith('.json') && name !== 'profile.json');
  const parsed = chats.map((name) => JSON.parse(new TextDecoder().decode(files[name])));
  const exported = parsed.find(({ chat }) => chat.id === algebra);
  expect(exported.messages).toHaveLength(71);
  expect(exported.messages[0].text).toBe(text);
  expect(contents.join('')).not.toContain('Тайна учительской');
  const html = contents.find((content) => content.startsWith('<!doctype') && content.includes('Строка 69'));
  expect(html).toContain('Привет &lt;script&gt;alert(1)&lt;/script&gt; &amp; всем');
  expect(html).not.toContain('<script>');
});

test('SET5 a link to my data works once and for five minutes', async () => {
  const maria = await school.socket(await school.personId(MARIA));
  const { path } = await maria.call('export:begin', {});
  const first = await fetch(school.url + path);
  await first.arrayBuffer();
  expect([first.status, (await fetch(school.url + path)).status]).toEqual([200, 404]);
  const late = await maria.call('export:begin', {});
  await school.db.updateTable('exportLinks').set({ expiresAt: 1 }).execute();
  expect((await fetch(school.url + late.path)).status).toBe(404);
  expect((await fetch(`${school.url}/export/${'x'.repeat(43)}`)).status).toBe(404);
});
