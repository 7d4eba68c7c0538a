import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPastWindow, extendPast, type PastState } from '../../client/messages/past-window.ts';
import { ClientError } from '../../client/platform.ts';
import { fitsWords } from '../../client/search/names.ts';
import { createSearch } from '../../client/search/search.ts';
import type { Message } from '../../protocol/messages.ts';
import { ANNA, ELENA, type RunningSchool, startRunningSchool } from '../backend/running-school.ts';
import { listed, openPage, type Page, until } from './two-people.ts';

const message = (ordinal: number): Message => ({
  chatId: 'a',
  ordinal,
  senderId: 'anna',
  clientId: `client-${ordinal}`,
  text: `№ ${ordinal}`,
  sentAt: ordinal,
});
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => message(from + index));
const ordinals = (state: PastState | null) => state?.messages.map(({ ordinal }) => ordinal) ?? [];

describe('the stretch', () => {
  const state: PastState = { ordinal: 12, messages: range(10, 14), people: [], hasEarlier: true, hasLater: true };

  test('SEARCH9 only what continues it is added, on either side', () => {
    expect(ordinals(extendPast(state, range(7, 9), []))).toEqual([7, 8, 9, 10, 11, 12, 13, 14]);
    expect(ordinals(extendPast(state, range(14, 16), []))).toEqual([10, 11, 12, 13, 14, 15, 16]);
    expect(ordinals(extendPast(state, [...range(3, 5), ...range(20, 22)], []))).toEqual([10, 11, 12, 13, 14]);
  });
});

test.each([
  ['иван', 'Иванова Анна', true],
  ['анна ив', 'Иванова Анна', true],
  ['7б', '7 Б — Алгебра', true],
  ['7 б алг', '7 Б — Алгебра', true],
  ['ковалева', 'Ковалёва Мария', true],
  ['ова', 'Иванова Анна', false],
  ['анна п', 'Иванова Анна', false],
])('SEARCH10 «%s» in «%s»: %s', (typed, text, expected) => {
  expect(fitsWords(typed, text)).toBe(expected);
});

describe('with the server', () => {
  let school: RunningSchool;
  let anna: Page;
  let elena: Page;
  let chatId: string;
  beforeAll(async () => {
    school = await startRunningSchool();
    anna = await openPage(school, await school.personId(ANNA));
    elena = await openPage(school, await school.personId(ELENA));
    await listed(anna);
    await listed(elena);
    chatId = await school.chatId({ kind: 'subject', className: '7Б', subject: 'Алгебра' });
    for (let index = 1; index <= 90; index++) {
      await elena.app.connection.call('message:send', {
        chatId,
        clientId: `client-past-${index}`,
        text: `Строка ${index}`,
      });
    }
    // The search index follows at some distance.
    await until('the last one is found', async () => {
      const { hits } = await anna.app.connection.call('message:search', { chatId, text: 'строка 90', cursor: null });
      return hits.length > 0;
    });
  });
  afterAll(async () => {
    anna?.close();
    elena?.close();
    await school?.close();
  });

  test('SEARCH9 a chat opens at a message, is walked both ways to its ends, and then follows what comes', async () => {
    const open = anna.open(chatId);
    await until('the chat is open', () => open.state.value.status === 'fresh');
    const past = createPastWindow({ connection: anna.app.connection, chatId, firstOrdinal: 1 });
    await past.show(30);
    expect([ordinals(past.state.value)[0], ordinals(past.state.value).at(-1)]).toEqual([5, 54]);
    expect(past.state.value).toMatchObject({ hasEarlier: true, hasLater: true });
    await elena.app.connection.call('message:send', { chatId, clientId: 'client-past-91', text: 'Строка 91' });
    await until('it came', () => open.state.value.messages.at(-1)?.ordinal === 91);
    // It stands far behind the stretch: nothing of it yet.
    expect(ordinals(past.state.value).at(-1)).toBe(54);
    await past.loadEarlier();
    await past.loadLater();
    expect(ordinals(past.state.value)).toEqual(Array.from({ length: 91 }, (_, index) => index + 1));
    expect(past.state.value).toMatchObject({ hasEarlier: false, hasLater: false });
    await elena.app.connection.call('message:send', { chatId, clientId: 'client-past-92', text: 'Строка 92' });
    await until('the stretch has it', () => ordinals(past.state.value).at(-1) === 92);
    past.leave();
    expect(past.state.value).toBeNull();
    past.close();
  });

  test('SEARCH11 an answer to an older question is dropped, and less than two letters ask nothing', async () => {
    const search = createSearch(anna.app.connection, chatId);
    search.ask('строки');
    await until('found', () => search.state.value.kind === 'found');
    const before = search.state.value;
    search.ask('строки 4');
    search.ask('с');
    expect(search.state.value.kind).toBe('idle');
    search.ask('строка 42');
    await until('found', () => search.state.value.kind === 'found' && search.state.value !== before);
    expect(search.state.value).toMatchObject({ hits: [{ message: { text: 'Строка 42' } }], next: null });
    search.ask('строки');
    await until('all', () => search.state.value.kind === 'found' && search.state.value.hits.length === 30);
    await search.more();
    expect(search.state.value).toMatchObject({ hits: { length: 60 } });
    search.close();
  });

  test('SEARCH12 a search that failed can be asked again, and only then', async () => {
    const { connection } = anna.app;
    let isCut = true;
    const call: typeof connection.call = (name, input) =>
      isCut ? Promise.reject(new ClientError('offline')) : connection.call(name, input);
    const search = createSearch({ ...connection, call }, chatId);
    search.again();
    expect(search.state.value.kind).toBe('idle');
    search.ask('строка 42');
    await until('it failed', () => search.state.value.kind === 'failed');
    expect(search.state.value).toMatchObject({ code: 'offline' });
    isCut = false;
    search.again();
    expect(search.state.value.kind).toBe('searching');
    await until('found', () => search.state.value.kind === 'found');
    expect(search.state.value).toMatchObject({ hits: [{ message: { text: 'Строка 42' } }] });
    search.close();
  });
});
