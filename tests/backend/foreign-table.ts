import { randomUUID } from 'node:crypto';
import { COMMANDS, type CommandName } from '../../protocol/commands.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import { Id, type SchoolRole } from '../../protocol/people.ts';

/** What an asker holds: a chat of their own, and a message and a poll of theirs in it. */
export interface Mine {
  chatId: string;
  ordinal: number;
  poll: number;
  /** A live call in it, and me. */
  callId: string;
  personId: string;
}

/** What an id of an input names, by the entry's name; an id of a new name has to be told here. */
export const NAMES = {
  chatId: 'chats',
  personId: 'people',
  personIds: 'people',
  senderId: 'people',
  members: 'people',
  mentions: 'people',
  id: 'files',
  ids: 'files',
  picture: 'files',
  attachments: 'files',
  sessionId: 'sessions',
  callId: 'calls',
  scheduledId: 'scheduled',
} as const;
export type Kind = (typeof NAMES)[keyof typeof NAMES];

/** `left-out`: it is done, and nothing of others' comes of it. `for-me`: it is kept for the asker alone. */
type Expected = ErrorCode | 'left-out' | 'for-me';
export interface Attack {
  /** The input with an id of others in one place, and everything else in order. */
  input: (mine: Mine, foreign: string) => object;
  expected: Expected | Record<SchoolRole, Expected>;
}
export interface Entry {
  /** By the path of each id in the input. */
  ids: Record<string, Attack>;
  /** For a command that names nothing: what it is asked with; its answer must hold nothing of others. */
  asks?: object;
}

const chat = (input: (mine: Mine) => object): Attack => ({
  input: (mine, chatId) => ({ ...input(mine), chatId }),
  expected: 'chat-not-found',
});
const inChat = (input: (mine: Mine) => object = () => ({})): Entry => ({ ids: { chatId: chat(input) } });
const at = (input: object = {}): Entry => inChat(({ ordinal }) => ({ ordinal, ...input }));
const poll = (input: object = {}): Entry => inChat((mine) => ({ ordinal: mine.poll, ...input }));
const asks = (input: object = {}): Entry => ({ ids: {}, asks: input });
const ofMember = (input: object): Attack => ({
  input: ({ chatId }, personId) => ({ chatId, personId, ...input }),
  expected: 'person-not-found',
});
const ofScheduled = (input: object): Attack => ({
  input: (_, scheduledId) => ({ scheduledId, ...input }),
  expected: 'scheduled-not-found',
});
const ofCall = (input: object = {}): Entry => ({
  ids: { callId: { input: (_, callId) => ({ callId, ...input }), expected: 'call-not-found' } },
});
/** What is done to somebody in a call: in a call of others, and to somebody of others. */
const overInCall = (input: object = {}): Entry => ({
  ids: {
    callId: {
      input: (mine, callId) => ({ callId, personId: mine.personId, ...input }),
      expected: 'call-not-found',
    },
    personId: {
      input: (mine, personId) => ({ callId: mine.callId, personId, ...input }),
      expected: { pupil: 'not-allowed', parent: 'not-allowed', teacher: 'person-not-found' },
    },
  },
});
const later = () => Date.now() + 3_600_000;
const text = () => ({ clientId: randomUUID(), text: 'чужое' });

/** Every command with every id that it takes. A new command or a new id without an entry fails the test. */
export const FOREIGN: Record<CommandName, Entry> = {
  'session:renew': asks({ token: 'x'.repeat(43) }),
  'person:open': asks(),
  'contact:list': asks(),
  'person:set': asks({ change: {} }),
  'session:list': asks(),
  'export:begin': asks(),
  'important:list': asks(),

  'chat:open': inChat(() => ({ cursor: null })),
  // Who was just removed may still close what they had open.
  'chat:close': { ids: { chatId: { input: (_, chatId) => ({ chatId }), expected: 'left-out' } } },
  'chat:read': at(),
  'chat:arrange': inChat(() => ({ change: { isPinned: true } })),
  'chat:direct': {
    ids: { personId: { input: (_, personId) => ({ personId }), expected: 'may-not-write' } },
  },
  'message:send': {
    ids: {
      chatId: chat(text),
      'forwardOf.chatId': {
        input: (mine, chatId) => ({ chatId: mine.chatId, ...text(), text: '', forwardOf: { chatId, ordinal: 1 } }),
        expected: 'chat-not-found',
      },
      mentions: {
        input: (mine, id) => ({ chatId: mine.chatId, ...text(), mentions: [id] }),
        expected: 'left-out',
      },
      attachments: {
        input: (mine, id) => ({ chatId: mine.chatId, ...text(), attachments: [id] }),
        expected: 'file-not-found',
      },
    },
  },
  'message:history': inChat(() => ({ before: 10 })),
  'message:search': inChat(() => ({ text: 'тайна', cursor: null })),
  'message:get': at(),
  'message:edit': {
    ids: {
      chatId: chat(({ ordinal }) => ({ ordinal, text: 'иначе' })),
      mentions: {
        input: ({ chatId, ordinal }, id) => ({ chatId, ordinal, text: `иначе ${randomUUID()}`, mentions: [id] }),
        expected: 'left-out',
      },
    },
  },
  'message:delete': at(),
  'message:hide': inChat(({ ordinal }) => ({ ordinals: [ordinal] })),
  'message:react': at({ reaction: 'like' }),
  'message:pin': at(),
  'important:mark': at({ isImportant: true }),
  'draft:save': {
    ids: {
      chatId: chat(() => ({ draft: { text: 'начало' } })),
      'draft.replyTo.senderId': {
        input: ({ chatId }, senderId) => ({
          chatId,
          draft: { text: 'начало', replyTo: { ordinal: 1, senderId, text: 'что-то' } },
        }),
        expected: 'for-me',
      },
    },
  },
  'typing:tell': inChat(),

  'file:finish': { ids: { id: { input: (_, id) => ({ id }), expected: 'file-not-found' } } },
  'file:links': {
    ids: {
      chatId: chat(() => ({ ids: ['f'.repeat(32)] })),
      ids: { input: ({ chatId }, id) => ({ chatId, ids: [id] }), expected: 'file-not-found' },
    },
  },
  'poll:vote': poll({ options: [0] }),
  'poll:close': poll(),
  'poll:mine': poll(),

  'chat:create': {
    ids: {
      members: {
        input: (_, id) => ({ clientId: randomUUID(), title: 'Чужие', members: [id] }),
        expected: { teacher: 'may-not-write', pupil: 'not-allowed', parent: 'not-allowed' },
      },
      picture: {
        input: (_, picture) => ({ clientId: randomUUID(), title: 'Чужое', members: [], picture }),
        expected: { teacher: 'file-not-found', pupil: 'not-allowed', parent: 'not-allowed' },
      },
    },
  },
  'chat:edit': {
    ids: {
      chatId: chat(() => ({ title: 'Моё' })),
      picture: {
        input: ({ chatId }, picture) => ({ chatId, picture }),
        expected: { teacher: 'file-not-found', pupil: 'not-allowed', parent: 'not-allowed' },
      },
    },
  },
  'member:add': {
    ids: {
      chatId: chat(() => ({ personIds: ['nobody'] })),
      personIds: {
        input: ({ chatId }, id) => ({ chatId, personIds: [id] }),
        expected: { teacher: 'may-not-write', pupil: 'not-allowed', parent: 'not-allowed' },
      },
    },
  },
  'member:remove': { ids: { chatId: chat(() => ({ personId: 'nobody' })), personId: ofMember({}) } },
  'member:role': {
    ids: { chatId: chat(() => ({ personId: 'nobody', role: 'admin' })), personId: ofMember({ role: 'admin' }) },
  },
  'member:silence': {
    ids: { chatId: chat(() => ({ personId: 'nobody', silence: 'day' })), personId: ofMember({ silence: 'day' }) },
  },
  'chat:leave': inChat(),

  // The secret of a link of another school: INVITE6.
  'invite:look': asks({ secret: 'x'.repeat(22) }),
  'invite:accept': asks({ secret: 'x'.repeat(22) }),
  'invite:get': inChat(),
  'invite:make': inChat(() => ({ lifetime: 'day', maxUses: null })),
  'invite:remove': inChat(),

  'scheduled:list': asks(),
  'scheduled:add': {
    ids: {
      chatId: chat(() => ({ ...text(), sendAt: later() })),
      mentions: {
        input: ({ chatId }, id) => ({ chatId, ...text(), sendAt: later(), mentions: [id] }),
        expected: 'left-out',
      },
      attachments: {
        input: ({ chatId }, id) => ({ chatId, ...text(), sendAt: later(), attachments: [id] }),
        expected: 'file-not-found',
      },
    },
  },
  'scheduled:edit': { ids: { scheduledId: ofScheduled({ text: 'иначе' }) } },
  'scheduled:remove': { ids: { scheduledId: ofScheduled({}) } },
  'scheduled:send': { ids: { scheduledId: ofScheduled({}) } },

  'session:end': { ids: { sessionId: { input: (_, sessionId) => ({ sessionId }), expected: 'not-found' } } },
  'call:state': inChat(),
  'call:start': inChat(),
  'call:join': inChat(() => ({ deviceId: randomUUID() })),
  'call:accept': ofCall(),
  'call:hang-up': ofCall(),
  'call:attendance': ofCall(),
  'call:check': asks(),
  'call:end': { ids: { callId: { input: (_, callId) => ({ callId }), expected: 'call-not-found' } } },
  'call:room': ofCall(),
  'call:lessons': asks({ className: '7Б', subject: 'Алгебра' }),
  'call:raise-hand': ofCall({ isUp: true }),
  'call:react': ofCall({ reaction: '👍' }),
  'call:give-up': ofCall(),
  'call:lower-hand': overInCall(),
  'call:give-floor': overInCall({ isGiven: true }),
  'call:mute': overInCall(),
  'call:set-rules': ofCall({ change: { speak: 'nobody' } }),
  'call:stop': ofCall(),
  'call:remove': overInCall(),
  'call:admit': overInCall(),
  'call:refuse': overInCall(),
  'call:guest-link': ofCall({ isOn: true }),
  'call:record': ofCall({ identity: 'elena:device-1', isOn: true }),
};

interface Schema {
  kind: 'schema';
  entries?: Record<string, Schema>;
  wrapped?: Schema;
  item?: Schema;
  pipe?: Schema[];
}

/** The paths of all ids in a command's input, by its schema: `forwardOf.chatId`, `personIds`. */
export function idPaths(command: CommandName): string[] {
  function walk(schema: Schema, path: string): string[] {
    if ((schema as unknown) === Id) return [path];
    const inner = schema.wrapped ?? schema.item ?? schema.pipe?.[0];
    if (schema.entries) {
      return Object.entries(schema.entries).flatMap(([key, one]) => walk(one, path ? `${path}.${key}` : key));
    }
    // A piped schema is its own first step with more on top.
    return inner && inner !== schema ? walk(inner, path) : [];
  }
  return walk(COMMANDS[command].input as unknown as Schema, '').sort();
}
