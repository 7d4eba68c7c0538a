import { describe, expect, test } from 'vitest';
import { isUnread, shownChats, unreadCount } from '../../client/chats/filters.ts';
import { noticeId, notifies, notifiesCall, outdatedNotices } from '../../client/chats/notifying.ts';
import { type ChatsState, emptyChats, reduceChats, unreadChats } from '../../client/chats/state.ts';
import { type ChatSettings, DEFAULT_CHAT_SETTINGS, MUTED_FOR_EVER } from '../../protocol/chat-settings.ts';
import type { Chat } from '../../protocol/chats.ts';
import type { Me } from '../../protocol/people.ts';
import { DEFAULT_PERSON_SETTINGS, type PersonSettings } from '../../protocol/person-settings.ts';

const NOON = new Date(2026, 9, 1, 12).getTime();
const at = (hour: number, minute = 0) => new Date(2026, 9, 1, hour, minute).getTime();
const me: Me = { id: 'anna', role: 'pupil', givenName: 'Анна', familyName: 'Иванова', children: [] };
const chat = (id: string, sentAt: number, settings: Partial<ChatSettings> = {}, more: Partial<Chat> = {}): Chat => ({
  id,
  kind: 'class',
  role: 'member',
  canStartCall: false,
  memberCount: 3,
  firstOrdinal: 1,
  lastOrdinal: 10,
  readOrdinal: 8,
  lastMessage: { ordinal: 10, senderId: 'boris', senderName: 'Соколов М.', text: 'текст', sentAt },
  settings: { ...DEFAULT_CHAT_SETTINGS, ...settings },
  ...more,
});
const start = (...chats: Chat[]) => reduceChats(emptyChats, { type: 'snapshot', me, chats, calls: [], cursor: 7 });
const ids = (state: ChatsState, filter: Parameters<typeof shownChats>[1]) =>
  shownChats(state, filter).map(({ id }) => id);
const arranged = (chatId: string, settings: Partial<ChatSettings>) =>
  ({ seq: 8, type: 'chat:settings', chatId, settings: { ...DEFAULT_CHAT_SETTINGS, ...settings } }) as const;

describe('the list', () => {
  test('LIST5 pinned chats stand on top in the order of pinning, the others by the newest message', () => {
    const state = start(
      chat('old', 1),
      chat('new', 9),
      chat('second', 5, { pinnedAt: 20 }),
      chat('first', 2, { pinnedAt: 10 }),
    );
    expect(ids(state, 'all')).toEqual(['first', 'second', 'new', 'old']);
  });

  test('LIST6 the archive is out of the list, and the unread ones are those with something new or marked', () => {
    const read = { readOrdinal: 10 };
    const state = start(
      chat('unread', 9),
      chat('marked', 8, { isMarkedUnread: true }, read),
      chat('read', 7, {}, read),
      chat('away', 6, { isArchived: true }),
    );
    expect(ids(state, 'all')).toEqual(['unread', 'marked', 'read']);
    expect(ids(state, 'unread')).toEqual(['unread', 'marked']);
    expect(ids(state, 'archive')).toEqual(['away']);
    expect(unreadCount(state)).toBe(2);
  });

  test('LIST6 the muted ones are those that are muted at the moment and not put away', () => {
    const state = start(
      chat('loud', 9),
      chat('for-ever', 8, { mutedUntil: MUTED_FOR_EVER }),
      chat('for-an-hour', 7, { mutedUntil: NOON + 1 }),
      chat('away', 6, { mutedUntil: MUTED_FOR_EVER, isArchived: true }),
    );
    const muted = (now: number) => shownChats(state, 'muted', now).map(({ id }) => id);
    expect(muted(NOON)).toEqual(['for-ever', 'for-an-hour']);
    expect(muted(NOON + 1)).toEqual(['for-ever']);
  });

  test('LIST7 a direct chat that nobody has written in yet is no row', () => {
    const direct = { kind: 'direct' as const, peer: me };
    const state = start(chat('empty', 0, {}, { ...direct, lastMessage: null }), chat('written', 1, {}, direct));
    expect(ids(state, 'all')).toEqual(['written']);
    const call = { id: 'call', chatId: 'empty', startedBy: 'elena', startedAt: 1, participantCount: 1 };
    const called = reduceChats(state, { type: 'call', notice: { chatId: 'empty', call } });
    expect(ids(called, 'all')).toEqual(['written', 'empty']);
  });

  test('LIST8 the badge counts neither muted nor archived chats, and a mute that has run out is none', () => {
    const state = start(
      chat('loud', 9),
      chat('marked', 8, { isMarkedUnread: true }, { readOrdinal: 10 }),
      chat('for-ever', 7, { mutedUntil: MUTED_FOR_EVER }),
      chat('for-an-hour', 6, { mutedUntil: NOON + 1 }),
      chat('away', 5, { isArchived: true }),
    );
    expect(unreadChats(state, NOON)).toBe(2);
    expect(unreadChats(state, NOON + 1)).toBe(3);
  });

  test('LIST9 settings that come as events change their chat only, and stay when a message comes', () => {
    const before = start(chat('a', 1), chat('b', 2));
    const after = reduceChats(before, { type: 'events', events: [arranged('a', { pinnedAt: 5 })], cursor: 8 });
    expect(after.chats.get('b')).toBe(before.chats.get('b'));
    const lastMessage = { ordinal: 11, senderId: 'boris', senderName: 'Б', text: 'новое', sentAt: 30 };
    const moved = reduceChats(after, { type: 'advanced', notice: { chatId: 'a', lastMessage } });
    expect(moved.chats.get('a')?.settings?.pinnedAt).toBe(5);
    expect(isUnread(moved.chats.get('a') as Chat)).toBe(true);
  });

  test('CONT6 a chat that I begin is there at once, and its event is no second one', () => {
    const direct = chat('direct', 0, {}, { kind: 'direct', peer: me, lastMessage: null });
    const state = reduceChats(start(), { type: 'joined', chat: direct });
    expect(state.chats.size).toBe(1);
    expect(reduceChats(state, { type: 'joined', chat: { ...direct, memberCount: 9 } })).toBe(state);
  });
});

describe('notifications', () => {
  const settings = (more: Partial<PersonSettings> = {}): PersonSettings => ({ ...DEFAULT_PERSON_SETTINGS, ...more });
  const group = chat('group', 1);
  const direct = chat('direct', 1, {}, { kind: 'direct', peer: me });

  test.each([
    ['a group', settings(), group, true],
    ['a group when groups are off', settings({ notifiesGroups: false }), group, false],
    ['a person when groups are off', settings({ notifiesGroups: false }), direct, true],
    ['a person when people are off', settings({ notifiesDirect: false }), direct, false],
    ['a muted chat', settings(), chat('m', 1, { mutedUntil: NOON + 1 }), false],
    ['a chat whose mute has run out', settings(), chat('m', 1, { mutedUntil: NOON }), true],
    ['an archived chat', settings(), chat('m', 1, { isArchived: true }), false],
  ])('SET6 a message of %s', (_name, set, one, expected) => {
    expect(notifies(set, one, NOON)).toBe(expected);
  });

  test.each([
    [22, 0, false],
    [6, 59, false],
    [7, 0, true],
    [12, 0, true],
    [19, 59, true],
    [20, 0, false],
  ])('SET7 quiet hours go over midnight: at %i:%i', (hour, minute, expected) => {
    const quiet = { from: 20 * 60, to: 7 * 60 };
    expect(notifies(settings({ quiet }), group, at(hour, minute))).toBe(expected);
  });

  test('SET7 quiet hours within a day, and none where both ends are one', () => {
    expect(notifies(settings({ quiet: { from: 600, to: 780 } }), group, NOON)).toBe(false);
    expect(notifies(settings({ quiet: { from: 600, to: 600 } }), group, NOON)).toBe(true);
  });

  test('SET6 SET7 a call is notified unless its chat is silent or it is a quiet hour', () => {
    expect(notifiesCall(settings({ notifiesGroups: false }), group, NOON)).toBe(true);
    expect(notifiesCall(settings(), chat('m', 1, { mutedUntil: NOON + 1 }), NOON)).toBe(false);
    expect(notifiesCall(settings({ quiet: { from: 600, to: 780 } }), group, NOON)).toBe(false);
  });

  test('SET10 a notification goes when its chat was read, on whichever device, or its call is over', () => {
    const state = start(chat('unread', 9), chat('read', 8, {}, { readOrdinal: 10 }));
    const call = { id: 'call', chatId: 'read', startedBy: 'elena', startedAt: 1, participantCount: 1 };
    const called = reduceChats(state, { type: 'call', notice: { chatId: 'read', call } });
    const shown = ['chat:unread', 'chat:read', 'chat:left', 'call:read', 'call:unread', 'later:read', 'later:left'];
    expect(outdatedNotices(shown, called)).toEqual(['chat:read', 'chat:left', 'call:unread', 'later:left']);
    const read = reduceChats(called, { type: 'read', chatId: 'unread', ordinal: 10 });
    expect(outdatedNotices([noticeId('chat', 'unread')], read)).toEqual(['chat:unread']);
  });

  test('SET1 settings that come as an event are those of the list', () => {
    const changed = settings({ hidesText: true });
    const events = [{ seq: 8, type: 'person:settings' as const, settings: changed }];
    expect(reduceChats(start(), { type: 'events', events, cursor: 8 }).settings).toEqual(changed);
  });
});
