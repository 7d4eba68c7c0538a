import * as v from 'valibot';
import { Attachment, FileLinks, MAX_ATTACHMENTS, VoiceDetails } from './attachments.ts';
import { Id } from './people.ts';
import { MyVote, NewPoll, PollChoice } from './polls.ts';

const Place = { chatId: Id, ordinal: v.pipe(v.number(), v.safeInteger(), v.minValue(1)) };
const Mine = v.object({ mine: MyVote });

/** What `message:send` may carry beside its text, which may then be empty. */
export const SendAttached = {
  /** My own finished files that hang on no message yet. */
  attachments: v.optional(v.pipe(v.array(Id), v.maxLength(MAX_ATTACHMENTS))),
  poll: v.optional(NewPoll),
};

/** Commands of files and polls. */
export const ATTACHED_COMMANDS = {
  /** Makes an attachment of my finished upload; the same again gives the same. `voice`: it is a voice message. */
  'file:finish': {
    input: v.object({ id: Id, voice: v.optional(VoiceDetails) }),
    output: v.object({ attachment: Attachment }),
  },
  /** Signed addresses of files that hang on messages of this chat that I may see; good for an hour. */
  'file:links': {
    input: v.object({ chatId: Id, ids: v.pipe(v.array(Id), v.maxLength(100)) }),
    output: v.object({ links: v.array(FileLinks) }),
  },
  /** Votes, or votes anew; no options takes the vote back. A quiz is answered once. */
  'poll:vote': { input: v.object({ ...Place, options: PollChoice }), output: Mine },
  'poll:close': { input: v.object(Place), output: Mine },
  'poll:mine': { input: v.object(Place), output: Mine },
} as const;
