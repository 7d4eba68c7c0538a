import { expect, test } from 'vitest';
import type { Outgoing } from '../../client/messages/outbox.ts';
import { buildTimeline, type TimelineItem } from '../../components/chat/timeline.ts';
import type { Message } from '../../protocol/messages.ts';

const MORNING = new Date(2026, 9, 1, 9, 0).getTime();
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const message = (ordinal: number, senderId: string, sentAt: number): Message => {
  return { chatId: 'chat', ordinal, senderId, clientId: `client-${ordinal}`, text: 'текст', sentAt };
};
const outgoing = (clientId: string, more: Partial<Outgoing> = {}): Outgoing => {
  return { clientId, chatId: 'chat', text: 'текст', createdAt: MORNING, failed: null, acked: false, ...more };
};

/** An item in short: `day`, `unread`, `3(` first of a group, `3)` last, `3` inside, `→client-4`. */
function short(item: TimelineItem): string {
  if (item.kind === 'message') return `${item.message.ordinal}${item.isFirst ? '(' : ''}${item.isLast ? ')' : ''}`;
  return item.kind === 'outgoing' ? `→${item.outgoing.clientId}` : item.kind;
}
const timeline = (messages: Message[], entries: Outgoing[] = [], firstUnread: number | null = null) =>
  buildTimeline(messages, entries, { firstUnread, myId: 'me' }).map(short);

test('LINE1 an empty chat is an empty line', () => {
  expect(timeline([])).toEqual([]);
});

test('LINE1 each day begins with its date, also within a group', () => {
  const night = new Date(2026, 9, 1, 23, 59).getTime();
  const items = timeline([message(1, 'a', MORNING), message(2, 'a', night), message(3, 'a', night + 2 * MINUTE)]);
  expect(items).toEqual(['day', '1()', '2()', 'day', '3()']);
  expect(timeline([message(1, 'a', MORNING), message(2, 'a', MORNING + 40 * DAY)])).toEqual([
    'day',
    '1()',
    'day',
    '2()',
  ]);
});

test.each([
  ['one person within five minutes', ['a', 'a', 'a'], 4 * MINUTE, ['day', '1(', '2', '3)']],
  ['not after five minutes', ['a', 'a', 'a'], 5 * MINUTE, ['day', '1()', '2()', '3()']],
  ['not two persons', ['a', 'b', 'b'], MINUTE, ['day', '1()', '2(', '3)']],
  ['not over another person', ['a', 'b', 'a'], MINUTE, ['day', '1()', '2()', '3()']],
])('LINE2 a group is %s', (_name, senders, step, expected) => {
  const messages = senders.map((sender, index) => message(index + 1, sender, MORNING + index * step));
  expect(timeline(messages)).toEqual(expected);
});

test('LINE3 the unread line stands before the first unread message and splits its group', () => {
  const messages = [1, 2, 3, 4].map((ordinal) => message(ordinal, 'a', MORNING + ordinal));
  expect(timeline(messages, [], 3)).toEqual(['day', '1(', '2)', 'unread', '3(', '4)']);
  expect(timeline(messages, [], 1)).toEqual(['day', 'unread', '1(', '2', '3', '4)']);
  expect(timeline(messages, [], 5)).not.toContain('unread');
});

test('LINE4 what is on its way stands at the end, in the order it was written, failed or not', () => {
  const entries = [outgoing('client-8'), outgoing('client-9', { failed: 'text-too-long' })];
  expect(timeline([message(1, 'a', MORNING)], entries)).toEqual(['day', '1()', '→client-8', '→client-9']);
  expect(timeline([], entries)).toEqual(['→client-8', '→client-9']);
});

test('LINE4 an outgoing entry is replaced by its message under the same key', () => {
  const entry = outgoing('client-2', { acked: true });
  const options = { firstUnread: null, myId: 'me' };
  const before = buildTimeline([message(1, 'a', MORNING)], [entry], options);
  const arrived = buildTimeline([message(1, 'a', MORNING), message(2, 'me', MORNING)], [entry], options);
  expect(arrived.map(short)).toEqual(['day', '1()', '2()']);
  expect(arrived.at(-1)?.key).toBe(before.at(-1)?.key);
});

test('LINE4 somebody else’s message with the same client id replaces nothing', () => {
  expect(timeline([message(2, 'a', MORNING)], [outgoing('client-2')])).toEqual(['day', '2()', '→client-2']);
});

test('LINE5 keys are unique, and an earlier page changes none of them', () => {
  const messages = Array.from({ length: 60 }, (_, index) => message(index + 1, 'a', MORNING + index * 4 * 60 * MINUTE));
  const keys = (from: number) =>
    buildTimeline(messages.slice(from), [outgoing('client-x')], { firstUnread: 50, myId: 'me' }).map(({ key }) => key);
  const all = keys(0);
  expect(new Set(all).size).toBe(all.length);
  for (const key of keys(30).filter((one) => !one.startsWith('day'))) expect(all).toContain(key);
});
