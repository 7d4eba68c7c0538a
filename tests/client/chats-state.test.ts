import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ChatsAction,
  type ChatsState,
  emptyChats,
  reduceChats,
  sortedChats,
  unreadChats,
  unreadOf,
} from '../../client/chats/state.ts';
import { planBatch } from '../../client/sync.ts';
import { previewText } from '../../i18n/previews.ts';
import { ru } from '../../i18n/ru.ts';
import type { Chat } from '../../protocol/chats.ts';
import type { Message } from '../../protocol/messages.ts';
import type { Me } from '../../protocol/people.ts';
import { createHistory, deeds, type History, received } from './school-history.ts';

const me: Me = { id: 'anna', role: 'pupil', givenName: 'Анна', familyName: 'Иванова', children: [] };
const preview = (ordinal: number, senderId = 'boris', sentAt = ordinal) => ({
  ordinal,
  senderId,
  senderName: 'Соколов М.',
  text: `№ ${ordinal}`,
  sentAt,
});
const chat = (id: string, more: Partial<Chat> = {}): Chat => ({
  id,
  kind: 'class',
  className: '7Б',
  role: 'member',
  canStartCall: false,
  memberCount: 3,
  firstOrdinal: 1,
  lastOrdinal: 10,
  readOrdinal: 8,
  lastMessage: preview(10),
  ...more,
});
const start = (...chats: Chat[]) => reduceChats(emptyChats, { type: 'snapshot', me, chats, calls: [], cursor: 7 });
const reduced = (state: ChatsState, ...actions: ChatsAction[]) => actions.reduce(reduceChats, state);
const advanced = (chatId: string, lastMessage = preview(11)): ChatsAction => ({
  type: 'advanced',
  notice: { chatId, lastMessage },
});

describe('unread', () => {
  test.each([
    ['what is above the marker', {}, 2],
    ['nothing when all is read', { readOrdinal: 10 }, 0],
    ['not what was before I joined', { firstOrdinal: 10, readOrdinal: 0 }, 1],
    ['nothing in a chat that has been silent since I joined', { firstOrdinal: 11, readOrdinal: 0 }, 0],
    ['never less than nothing', { readOrdinal: 12 }, 0],
  ])('CHAT1 counts %s', (_name, more, expected) => {
    expect(unreadOf(chat('a', more))).toBe(expected);
  });

  test('CHAT1 the badge counts chats, not messages', () => {
    expect(unreadChats(start(chat('a'), chat('b', { readOrdinal: 10 }), chat('c')))).toBe(2);
  });

  test('CHAT2 a message of others is unread, my own moves my marker', () => {
    const others = reduced(start(chat('a')), advanced('a'));
    expect(unreadOf(others.chats.get('a') as Chat)).toBe(3);
    const mine = reduced(start(chat('a')), advanced('a', preview(11, 'anna')));
    expect(mine.chats.get('a')).toMatchObject({ readOrdinal: 11, lastOrdinal: 11 });
  });
});

describe('the list', () => {
  test('CHAT3 stands by the newest message, silent chats last', () => {
    const silent = chat('silent', { lastMessage: null, lastOrdinal: 0 });
    const state = start(silent, chat('old', { lastMessage: preview(10, 'x', 100) }), chat('new'));
    const moved = reduced(state, advanced('new', preview(11, 'x', 200)));
    expect(sortedChats(moved).map(({ id }) => id)).toEqual(['new', 'old', 'silent']);
  });

  test('G9 an older message that comes late changes nothing, whatever its clock says', () => {
    const state = start(chat('a'));
    expect(reduced(state, advanced('a', preview(9, 'x', 9e12)))).toBe(state);
    const own = { chatId: 'a', ordinal: 10, senderId: 'x', clientId: 'client-x', text: 'другой', sentAt: 9e12 };
    expect(reduced(state, { type: 'received', message: own, senderName: 'X' })).toBe(state);
  });

  test('CHAT4 a message of the open chat makes the same row as a notice', () => {
    const text = 'ё'.repeat(300);
    const message = { chatId: 'a', ordinal: 11, senderId: 'boris', clientId: 'client-x', text, sentAt: 11 };
    const row = reduced(start(chat('a')), { type: 'received', message, senderName: 'Соколов М.' }).chats.get('a');
    expect(row?.lastMessage).toEqual({ ...preview(11), text: 'ё'.repeat(160) });
  });

  test('MSG31 a row tells what hangs on its message', () => {
    const sent = { chatId: 'a', ordinal: 11, senderId: 'boris', clientId: 'client-x', sentAt: 11, text: '' };
    const file = { id: 'f', name: 'доска.png', size: 1 };
    const photo = { kind: 'photo' as const, ...file, width: 1, height: 1 };
    const plain = { kind: 'file' as const, ...file, mime: 'application/pdf' };
    const poll = { isMultiple: false, isAnonymous: false, isQuiz: false, isClosed: false, options: [], voterCount: 0 };
    const line = (more: Partial<Message>) => {
      const message = { ...sent, ...more };
      const row = reduced(start(chat('a')), { type: 'received', message, senderName: 'Соколов М.' }).chats.get('a');
      return previewText(ru, row?.lastMessage ?? preview(0)).replaceAll('\u00a0', ' ');
    };
    expect(line({ attachments: [photo] })).toBe('Фото');
    expect(line({ attachments: [photo, photo], text: 'с\nдоски' })).toBe('2 фото: с доски');
    expect(line({ attachments: [photo, plain] })).toBe('2 файла');
    expect(line({ poll: { ...poll, question: 'Когда сдаём?' } })).toBe('Опрос: Когда сдаём?');
    expect(line({ text: 'слова' })).toBe('слова');
    // What hung on a message goes with it.
    expect(line({ deletedBy: 'boris' })).not.toContain('Фото');
  });

  test('CHAT5 the local store is shown until the server has spoken, and never after', () => {
    const local = reduceChats(emptyChats, { type: 'loaded', me, chats: [chat('old')] });
    expect([...local.chats.keys()]).toEqual(['old']);
    const fresh = start(chat('a'));
    expect(reduced(fresh, { type: 'loaded', me, chats: [chat('old')] })).toBe(fresh);
  });

  test('CHAT6 a browser that knows nothing of the person is loading, not empty', () => {
    expect(reduceChats(emptyChats, { type: 'loaded', me: undefined, chats: [] }).status).toBe('loading');
  });

  test('CHAT7 a call appears with its head count and goes; who leaves the chat loses it', () => {
    const call = { id: 'call', chatId: 'a', startedBy: 'x', startedAt: 1, participantCount: 2 };
    const live = reduced(start(chat('a')), { type: 'call', notice: { chatId: 'a', call } });
    expect(live.calls.get('a')?.participantCount).toBe(2);
    expect(reduced(live, { type: 'call', notice: { chatId: 'a', call: null } }).calls.size).toBe(0);
    const left = reduced(live, { type: 'events', events: [{ seq: 8, type: 'chat:left', chatId: 'a' }], cursor: 8 });
    expect([left.chats.size, left.calls.size, left.cursor]).toEqual([0, 0, 8]);
  });

  test('G7 my marker never goes back, whatever comes in whatever order', () => {
    const moves = fc.array(
      fc.oneof(
        fc.nat(30).map((ordinal): ChatsAction => ({ type: 'read', chatId: 'a', ordinal })),
        fc.nat(30).map((ordinal): ChatsAction => {
          return { type: 'events', events: [{ seq: 8, type: 'read:moved', chatId: 'a', ordinal }], cursor: 8 };
        }),
        fc.nat(30).map((ordinal) => advanced('a', preview(ordinal, 'anna'))),
      ),
    );
    fc.assert(
      fc.property(moves, (actions) => {
        let state = start(chat('a'));
        for (const action of actions) {
          const before = state.chats.get('a')?.readOrdinal ?? 0;
          state = reduceChats(state, action);
          expect(state.chats.get('a')?.readOrdinal).toBeGreaterThanOrEqual(before);
        }
      }),
    );
  });
});

/** What must be the same. Head counts and senders' names come anew with each snapshot only. */
function comparable(state: ChatsState) {
  const chats = [...state.chats.values()].map(({ memberCount: _, lastMessage, ...rest }) => {
    return { ...rest, lastMessage: lastMessage && { ...lastMessage, senderName: '' } };
  });
  return { cursor: state.cursor, chats: chats.sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

async function fresh(history: History, personId: string): Promise<ChatsState> {
  return reduceChats(emptyChats, { type: 'snapshot', ...(await history.openPerson(personId)) });
}

test('G5 an old list and the events since are a fresh list, whatever happens in the school', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(deeds(25), async (history) => {
      const school = await createHistory();
      const states = new Map<string, ChatsState>();
      for (const id of school.people) states.set(id, await fresh(school, id));
      for (const deed of history) {
        for (const publication of await school.publicationsOf(deed)) {
          for (const [id, state] of states) {
            if (publication.kind === 'events' && publication.batch.stream === `person:${id}`) {
              const plan = planBatch(state.cursor, received(publication));
              if (plan.kind === 'gap') throw new Error('a hole in a stream');
              for (const { type } of plan.events) seen.add(type);
              states.set(id, reduceChats(state, { type: 'events', events: plan.events, cursor: plan.cursor }));
            }
            if (publication.kind !== 'preview' || !state.chats.has(publication.notice.chatId)) continue;
            states.set(id, reduceChats(state, { type: 'advanced', notice: publication.notice }));
          }
        }
      }
      for (const [id, state] of states) expect(comparable(state)).toEqual(comparable(await fresh(school, id)));
      await school.close();
    }),
    { numRuns: 30 },
  );
  expect([...seen].sort()).toEqual(['chat:joined', 'chat:left', 'read:moved']);
});
