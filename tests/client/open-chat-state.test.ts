import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  emptyOpenChat,
  isRead,
  type OpenChatAction,
  type OpenChatState,
  reduceOpenChat,
  senderOf,
} from '../../client/messages/state.ts';
import type { Member } from '../../protocol/chats.ts';
import type { StreamEvent } from '../../protocol/events.ts';
import { HISTORY_PAGE } from '../../protocol/limits.ts';
import type { Message } from '../../protocol/messages.ts';

const message = (ordinal: number, senderId = 'anna', sentAt = ordinal): Message => {
  return { chatId: 'chat', ordinal, senderId, clientId: `client-${ordinal}`, text: `№ ${ordinal}`, sentAt };
};
const messages = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => message(first + index));
const member = (id: string, readOrdinal = 0, familyName = id): Member => {
  return { person: { id, role: 'pupil', givenName: 'Имя', familyName }, role: 'member', readOrdinal };
};
const sent = (seq: number, one: Message): StreamEvent => ({ seq, type: 'message:sent', message: one });
const events = (...list: StreamEvent[]): OpenChatAction => ({ type: 'events', events: list, cursor: 99 });
const snapshot = (list: Message[]): OpenChatAction => {
  return { type: 'snapshot', messages: list, members: [member('anna'), member('boris')], people: [], cursor: 10 };
};
const reduced = (...actions: OpenChatAction[]) => actions.reduce(reduceOpenChat, emptyOpenChat);
const ordinals = (state: OpenChatState) => state.messages.map(({ ordinal }) => ordinal);

describe('messages', () => {
  test('CHAT8 stand by ordinal, and an event that comes twice changes nothing', () => {
    const once = reduced(snapshot(messages(1, 2)), events(sent(11, message(3))));
    expect(ordinals(once)).toEqual([1, 2, 3]);
    const twice = reduceOpenChat(once, events(sent(11, message(3))));
    expect(twice.messages).toEqual(once.messages);
  });

  test('G9 order ignores clocks: a day of skew either way moves nothing', () => {
    const day = 86_400_000;
    const skewed = events(sent(11, message(3, 'anna', day)), sent(12, message(4, 'boris', -day)), sent(13, message(5)));
    expect(ordinals(reduced(snapshot(messages(1, 2)), skewed))).toEqual([1, 2, 3, 4, 5]);
  });

  test('CHAT9 earlier pages go before, and say when there are no more', () => {
    const shown = reduced(snapshot(messages(51, 100)));
    expect(shown.hasEarlier).toBe(true);
    const page: OpenChatAction = { type: 'history', messages: messages(1, 50), people: [], isLast: true };
    const whole = reduceOpenChat(shown, page);
    expect(ordinals(whole)).toEqual(ordinals(reduced(snapshot(messages(1, 100)))));
    expect(whole.hasEarlier).toBe(false);
  });

  test.each([
    ['a whole page that begins after the first message', messages(2, 51), true],
    ['a whole page from the first message', messages(1, HISTORY_PAGE), false],
    ['less than a page: who joined later sees no more', messages(30, 40), false],
    ['an empty chat', [], false],
  ])('CHAT9 a snapshot of %s', (_name, list, expected) => {
    expect(reduced(snapshot(list)).hasEarlier).toBe(expected);
  });

  test('CHAT10 what the local store has comes only before the server’s word', () => {
    const loaded: OpenChatAction = { type: 'loaded', messages: messages(1, 3), members: [], people: [], cursor: 3 };
    expect(reduced(loaded)).toMatchObject({ status: 'local', cursor: 3 });
    expect(reduced(snapshot(messages(1, 5)), loaded)).toMatchObject({ status: 'fresh', cursor: 10 });
  });

  test('CHAT11 who was away from the chat for a while sees no page with a hole in it', () => {
    const difference: OpenChatAction = {
      type: 'difference',
      events: [sent(20, message(8)), sent(21, message(9))],
      members: [],
      cursor: 21,
    };
    expect(ordinals(reduced(snapshot(messages(1, 3)), difference))).toEqual([8, 9]);
  });

  test('G8 a chat that is gone keeps nothing', () => {
    expect(reduced(snapshot(messages(1, 3)), { type: 'gone' })).toEqual({ ...emptyOpenChat, status: 'gone' });
  });
});

describe('members', () => {
  test('CHAT12 who leaves is still named as a sender, once, by the newest name', () => {
    const joined = (familyName: string): StreamEvent => {
      return { seq: 12, type: 'member:joined', member: member('boris', 0, familyName) };
    };
    const left: StreamEvent = { seq: 11, type: 'member:left', personId: 'boris' };
    const state = reduced(snapshot(messages(1, 2)), events(left, joined('Новый'), left));
    expect(state.members.map(({ person }) => person.id)).toEqual(['anna']);
    expect(state.people).toHaveLength(1);
    expect(senderOf(state, 'boris')?.familyName).toBe('Новый');
  });

  test('CHAT13 a message is read when somebody beside its sender has read it', () => {
    const read = (personId: string, ordinal: number): OpenChatAction => {
      return { type: 'reads', notice: { chatId: 'chat', reads: [{ personId, ordinal }] } };
    };
    const shown = reduced(snapshot(messages(1, 2)), read('anna', 2));
    expect(isRead(shown, message(2))).toBe(false);
    const seen = reduceOpenChat(shown, read('boris', 1));
    expect([isRead(seen, message(1)), isRead(seen, message(2))]).toEqual([true, false]);
  });

  test('CHAT13 who answers has read what came before', () => {
    const answered = reduced(snapshot(messages(1, 2)), events(sent(11, message(3, 'boris'))));
    expect(isRead(answered, message(2))).toBe(true);
  });

  test('G7 markers of others never go back, whatever comes in whatever order', () => {
    const moves = fc.array(
      fc.oneof(
        fc.nat(30).map((ordinal): OpenChatAction => {
          return { type: 'reads', notice: { chatId: 'chat', reads: [{ personId: 'boris', ordinal }] } };
        }),
        fc.integer({ min: 1, max: 30 }).map((ordinal) => events(sent(11, message(ordinal, 'boris')))),
        fc.nat(30).map((ordinal) => events({ seq: 11, type: 'member:joined', member: member('boris', ordinal) })),
      ),
    );
    fc.assert(
      fc.property(moves, (actions) => {
        let state = reduced(snapshot([]));
        const marker = () => state.members.find(({ person }) => person.id === 'boris')?.readOrdinal ?? -1;
        for (const action of actions) {
          const before = marker();
          state = reduceOpenChat(state, action);
          expect(marker()).toBeGreaterThanOrEqual(before);
        }
      }),
    );
  });
});
