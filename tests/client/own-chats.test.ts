import { expect, test } from 'vitest';
import { blockIn, mayDo } from '../../client/chats/rights.ts';
import { emptyChats, reduceChats } from '../../client/chats/state.ts';
import { findEveryone, tokenize } from '../../components/chat/text-tokens.ts';
import { buildTimeline } from '../../components/chat/timeline.ts';
import { ru } from '../../i18n/ru.ts';
import { serviceText } from '../../i18n/service-lines.ts';
import type { Call } from '../../protocol/calls.ts';
import { DEFAULT_RIGHTS } from '../../protocol/chat-rights.ts';
import { MUTED_FOR_EVER } from '../../protocol/chat-settings.ts';
import type { Chat } from '../../protocol/chats.ts';
import type { Message } from '../../protocol/messages.ts';
import type { PersonRole } from '../../protocol/people.ts';

const chat: Chat = {
  id: 'own',
  kind: 'own',
  title: 'Кружок',
  picture: 'file',
  role: 'member',
  canStartCall: false,
  memberCount: 3,
  rights: DEFAULT_RIGHTS.own,
  silencedUntil: 5000,
  isReadOnly: true,
  firstOrdinal: 1,
  lastOrdinal: 2,
  readOrdinal: 1,
  lastMessage: null,
};

test('OWN21 what an event says of a chat takes the place of all that was known of it, and the rest stays', () => {
  const state = { ...emptyChats, chats: new Map([[chat.id, chat]]) };
  const standing = {
    title: 'Секция',
    role: 'admin' as const,
    canStartCall: true,
    memberCount: 4,
    rights: DEFAULT_RIGHTS.own,
  };
  const event = { seq: 1, type: 'chat:changed' as const, chatId: 'own', standing };
  const after = reduceChats(state, { type: 'events', events: [event], cursor: 1 }).chats.get('own');
  const { picture: _p, silencedUntil: _s, isReadOnly: _r, ...rest } = chat;
  expect(after).toEqual({ ...rest, ...standing });
  // A chat that one is not in (any more) is not made by it.
  expect(reduceChats(emptyChats, { type: 'events', events: [event], cursor: 1 }).chats.size).toBe(0);
});

test.each([
  ['silenced for a time', { isReadOnly: undefined }, 4000, { kind: 'silenced', until: 5000 }],
  ['silenced, and the time is over', { isReadOnly: undefined }, 5000, null],
  [
    'silenced for ever',
    { isReadOnly: undefined, silencedUntil: MUTED_FOR_EVER },
    6000,
    { kind: 'silenced', until: MUTED_FOR_EVER },
  ],
  ['read only', {}, 6000, { kind: 'read-only' }],
  ['read only, for an admin', { role: 'admin' }, 4000, null],
  [
    'written in by staff',
    { isReadOnly: undefined, rights: { ...DEFAULT_RIGHTS.own, write: 'staff' } },
    6000,
    { kind: 'level', level: 'staff' },
  ],
  [
    'of a server that says nothing of rights',
    { isReadOnly: undefined, rights: undefined, silencedUntil: undefined },
    0,
    null,
  ],
] as [string, Partial<Chat>, number, object | null][])(
  'OWN22 why one cannot write in a chat: %s',
  (_name, more, now, block) => {
    expect(blockIn({ ...chat, ...more } as Chat, { id: 'anna', role: 'pupil' }, now, undefined)).toEqual(block);
  },
);

test('CALL54 OWN22 a call that limits writing closes the field of who may not, and of nobody else', () => {
  const call = {
    ...{ id: 'call', chatId: chat.id, startedBy: 'elena', startedAt: 0, participantCount: 2 },
    writers: ['anna'],
  };
  const who = (id: string, role: PersonRole, now: Call | undefined = call) =>
    blockIn({ ...chat, isReadOnly: undefined } as unknown as Chat, { id, role }, 6000, now);
  expect(who('ivan', 'pupil')).toEqual({ kind: 'call' });
  expect(who('anna', 'pupil')).toBeNull();
  expect(who('elena', 'teacher')).toBeNull();
  expect(who('ivan', 'pupil', { ...call, writers: [] })).toEqual({ kind: 'call' });
  const { writers: _, ...free } = call;
  expect(who('ivan', 'pupil', free)).toBeNull();
});

test('OWN22 rights that nobody has set are those of the chat’s kind', () => {
  const { rights: _, ...old } = chat;
  expect(mayDo({ ...old, kind: 'direct' }, 'pupil', 'pin')).toBe(true);
  expect(mayDo({ ...old, kind: 'class' }, 'pupil', 'pin')).toBe(false);
});

const message = (ordinal: number, more: Partial<Message> = {}): Message => ({
  chatId: 'own',
  ordinal,
  senderId: 'elena',
  clientId: `client-${ordinal}`,
  text: 'текст',
  sentAt: 1_000_000 + ordinal,
  ...more,
});

test('OWN23 a line of what happened stands by itself and parts the messages around it', () => {
  const messages = [message(1), message(2, { text: '', service: { kind: 'joined' } }), message(3)];
  const items = buildTimeline(messages, [], { firstUnread: null, myId: 'anna' });
  expect(items.map((item) => [item.kind, 'isFirst' in item && item.isFirst])).toEqual([
    ['day', false],
    ['message', true],
    ['service', false],
    ['message', true],
  ]);
});

test('OWN23 what happened is one sentence, in the gender of the patronymic', () => {
  const people = [{ id: 'a', name: 'Анна Иванова' }];
  expect(serviceText(ru, { kind: 'created', title: 'Кружок' }, 'Елена Викторовна')).toBe(
    'Елена Викторовна создала чат «Кружок»',
  );
  expect(serviceText(ru, { kind: 'added', people, more: 3 }, 'Андрей Степанович')).toBe(
    'Андрей Степанович добавил: Анна Иванова и\u00a0ещё\u00a03',
  );
  expect(serviceText(ru, { kind: 'removed', people }, 'Мария Ковалёва')).toBe(
    'Мария Ковалёва удалил(а) из чата: Анна Иванова',
  );
  expect(serviceText(ru, { kind: 'left' }, 'Мария Ковалёва')).toBe('Мария Ковалёва: больше не в\u00a0чате');
});

test('OWN24 a word for everybody stands out where the message is meant for everybody, and only as a whole word', () => {
  expect(tokenize('@все, сбор! @всем', [], ['@все'])).toEqual([
    { kind: 'mention', text: '@все', personId: '' },
    { kind: 'text', text: ', сбор! @всем' },
  ]);
  expect(tokenize('@все, сбор!')).toEqual([{ kind: 'text', text: '@все, сбор!' }]);
  expect(findEveryone('почта@все', '@все')).toBe(-1);
});
