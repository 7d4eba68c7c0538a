import { requireMember } from '../chats/rules.ts';
import { AppError } from '../errors.ts';
import type { Handlers } from '../gateway/command.ts';
import type { Database } from '../storage/database.ts';
import { pictureAmong } from './chat-picture.ts';
import type { FinishFile } from './finish.ts';
import { linksOf } from './links.ts';
import { filesOfChat } from './store.ts';

export function fileCommands(deps: {
  db: Database;
  clock: () => number;
  secret: Buffer;
  finish: FinishFile;
}): Handlers<'file:finish' | 'file:links'> {
  return {
    'file:finish': async (caller, { id, voice }) => ({ attachment: await deps.finish(caller.personId, id, voice) }),

    'file:links': async (caller, { chatId, ids }) => {
      const { chat, member } = await requireMember(deps.db, caller.personId, chatId);
      const rows = [
        ...(await pictureAmong(deps.db, chat.picture, ids)),
        ...(await filesOfChat(deps.db, chatId, member.firstOrdinal, ids)),
      ];
      if (rows.length === 0 && ids.length > 0) throw new AppError('file-not-found');
      return { links: rows.map((row) => linksOf(deps.secret, row, deps.clock())) };
    },
  };
}
