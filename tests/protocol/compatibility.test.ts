import * as v from 'valibot';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../protocol/commands.ts';
import { Message } from '../../protocol/messages.ts';

test('G10 a difference with an event of a newer server is read without it, and the cursor counts it', () => {
  const known = { seq: 5, type: 'member:left', personId: 'anna' };
  const answer = {
    kind: 'difference',
    cursor: 6,
    events: [known, { seq: 6, type: 'message:translated', ordinal: 3 }],
    members: [],
    pinned: null,
    important: [],
    hidden: [],
  };
  expect(v.parse(COMMANDS['chat:open'].output, answer)).toEqual({ ...answer, events: [known] });
});

test('G10 what a newer server adds to a message is left out', () => {
  const message = { chatId: 'c', ordinal: 1, senderId: 'p', clientId: 'client-1', text: 'Привет', sentAt: 1 };
  expect(v.parse(Message, { ...message, translatedAt: 2 })).toEqual(message);
});
