import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { copiedText, MAX_SELECTED, toggled } from '../../components/chat/selection.ts';
import { clockTime } from '../../i18n/dates.ts';
import type { Message } from '../../protocol/messages.ts';
import { ANNA, ELENA, type RunningSchool, startRunningSchool } from '../backend/running-school.ts';
import { online, openPage, type Page, shown, storedTexts, texts, until } from './two-people.ts';

let school: RunningSchool;
let elena: Page;
let algebra: string;
let staff: string;

beforeAll(async () => {
  school = await startRunningSchool();
  algebra = await school.chatId({ kind: 'subject', className: '7Б', subject: 'Алгебра' });
  staff = await school.chatId({ kind: 'staff' });
  elena = await openPage(school, await school.personId(ELENA));
  await online(elena);
});
afterAll(async () => {
  elena?.close();
  await school?.close();
});

test('MSG32 several messages are passed on in their order, each with its author, and go for me at once', async () => {
  const anna = await school.socket(await school.personId(ANNA));
  for (const text of ['первое', 'второе', 'третье']) {
    await anna.call('message:send', { chatId: algebra, clientId: randomUUID(), text });
  }
  const chat = elena.open(algebra);
  await shown(chat);
  const chosen = chat.state.value.messages.filter(({ text }) => text !== 'второе');
  await elena.app.messages.forward(chosen, () => 'Анна Иванова', [staff]);
  await until('both are there', async () => (await storedTexts(school, staff)).join() === 'первое,третье');
  const { messages } = await elena.app.connection.call('message:history', { chatId: staff });
  expect(messages.map(({ forwardedFrom }) => forwardedFrom?.senderName)).toEqual(['Анна Иванова', 'Анна Иванова']);

  await elena.app.messages.hide(chosen);
  await until('both are gone for me', () => texts(chat).join() === ',второе,');
  expect(await storedTexts(school, algebra)).toEqual(['первое', 'второе', 'третье']);
  const [gone] = chat.state.value.messages;
  await expect(elena.app.messages.forward(gone ? [gone] : [], () => '', [staff])).rejects.toThrow('message-not-found');
});

test('MSG32 a choice grows and shrinks, ends with its last message, and has a bound', () => {
  expect(toggled(null, 3)).toEqual(new Set([3]));
  expect(toggled(new Set([3]), 4)).toEqual(new Set([3, 4]));
  expect(toggled(new Set([3, 4]), 3)).toEqual(new Set([4]));
  expect(toggled(new Set([4]), 4)).toBeNull();
  const full = new Set(Array.from({ length: MAX_SELECTED }, (_, index) => index));
  expect(toggled(full, MAX_SELECTED)).toEqual(full);
  expect(toggled(full, 0)?.size).toBe(MAX_SELECTED - 1);
});

test('MSG33 a copied text keeps its lines, and several have name and time above each', () => {
  const sentAt = new Date(2026, 9, 1, 8, 5).getTime();
  const message = (ordinal: number, text: string, more: Partial<Message> = {}): Message => ({
    ...{ chatId: 'a', ordinal, senderId: 'anna', clientId: 'client-x', text, sentAt },
    ...more,
  });
  const nameOf = () => 'Анна';
  const homework = message(1, '§ 14\n  № 5\n\n№ 6');
  expect(copiedText([homework], nameOf)).toBe(homework.text);
  expect(copiedText([homework, message(2, '', { deletedBy: 'anna' })], nameOf)).toBe(homework.text);
  const time = clockTime(sentAt);
  expect(copiedText([homework, message(3, 'и № 7')], nameOf)).toBe(
    `Анна, ${time}\n${homework.text}\n\nАнна, ${time}\nи № 7`,
  );
});
