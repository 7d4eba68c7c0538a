import { afterAll, beforeAll, expect, test } from 'vitest';
import { MUTED_FOR_EVER } from '../../protocol/chat-settings.ts';
import { ANNA, ELENA, type RunningSchool, startRunningSchool, type TestSocket } from './running-school.ts';

let school: RunningSchool;
let anna: TestSocket;
let chatIds: string[];

beforeAll(async () => {
  school = await startRunningSchool();
  anna = await school.socket(await school.personId(ANNA));
  const { chats } = await anna.call('person:open', {});
  chatIds = chats.map(({ id }) => id);
});
afterAll(() => school?.close());

const kept = async (socket: TestSocket, chatId: string | undefined) => {
  const { chats } = await socket.call('person:open', {});
  return chats.find(({ id }) => id === chatId)?.settings;
};
const arrange = (chatId: string | undefined, change: Record<string, unknown>) =>
  anna.call('chat:arrange', { chatId: chatId ?? '', change });

test('LIST1 five chats can be pinned, the sixth is refused, and one that is unpinned makes room', async () => {
  const [first, second, third, fourth, fifth, sixth] = chatIds;
  for (const id of [first, second, third, fourth, fifth]) await arrange(id, { isPinned: true });
  expect(await anna.refusal('chat:arrange', { chatId: sixth, change: { isPinned: true } })).toMatchObject({
    code: 'too-many-pinned',
  });
  // Pinning again what is pinned is no sixth pin.
  await arrange(first, { isPinned: true });
  await arrange(second, { isPinned: false });
  const { settings } = await arrange(sixth, { isPinned: true });
  expect(settings.pinnedAt).toEqual(expect.any(Number));
  expect(await kept(anna, second)).toMatchObject({ pinnedAt: null });
});

test('LIST2 pins, mutes, archive and marks are my own, the same on all my devices, and come as an event', async () => {
  const personId = await school.personId(ANNA);
  const other = await school.socket(personId);
  const { cursor } = await other.call('person:open', {});
  const event = new Promise((resolve) => other.raw.once('events', resolve));
  const chatId = chatIds.at(-1);
  await arrange(chatId, { mutedUntil: MUTED_FOR_EVER, isMarkedUnread: true });
  expect(await event).toEqual({
    stream: `person:${personId}`,
    events: [
      {
        seq: cursor + 1,
        type: 'chat:settings',
        chatId,
        settings: { pinnedAt: null, mutedUntil: MUTED_FOR_EVER, isArchived: false, isMarkedUnread: true },
      },
    ],
  });
  expect(await kept(other, chatId)).toMatchObject({ mutedUntil: MUTED_FOR_EVER });
  const elena = await school.socket(await school.personId(ELENA));
  const { chats } = await elena.call('person:open', {});
  expect(chats.filter(({ settings }) => settings !== undefined)).toEqual([]);
});

test('LIST3 a chat that goes into the archive is unpinned, and one that is pinned comes out of it', async () => {
  const chatId = chatIds[0];
  await arrange(chatId, { isPinned: true });
  await arrange(chatId, { isArchived: true });
  expect(await kept(anna, chatId)).toMatchObject({ pinnedAt: null, isArchived: true });
  await arrange(chatId, { isPinned: true });
  expect(await kept(anna, chatId)).toMatchObject({ pinnedAt: expect.any(Number), isArchived: false });
});

test('LIST4 a chat of others cannot be arranged, and a change that changes nothing is no event', async () => {
  const staff = await school.chatId({ kind: 'staff' });
  expect(await anna.refusal('chat:arrange', { chatId: staff, change: { isPinned: true } })).toMatchObject({
    code: 'chat-not-found',
  });
  const { cursor } = await anna.call('person:open', {});
  await arrange(chatIds[0], { isArchived: false });
  expect((await anna.call('person:open', {})).cursor).toBe(cursor);
});
