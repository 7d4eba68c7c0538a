import type { Kysely } from 'kysely';
import { type MigrationProvider, Migrator } from 'kysely/migration';
import { first } from './migrations/0001-first.ts';
import { messageExtra } from './migrations/0002-message-extra.ts';
import { listAndSearch } from './migrations/0010-list-and-search.ts';
import { messageActions } from './migrations/0010-message-actions.ts';
import { filesAndPolls } from './migrations/0014-files-polls.ts';
import { ownChats } from './migrations/0020-own-chats.ts';
import { invites } from './migrations/0021-invites.ts';
import { scheduled } from './migrations/0022-scheduled.ts';
import { chatStreams } from './migrations/0023-chat-streams.ts';
import { ringing } from './migrations/0034-ringing.ts';
import { callRooms } from './migrations/0036-call-rooms.ts';
import { callRecordings } from './migrations/0038-call-recordings.ts';
import { guests } from './migrations/0040-guests.ts';
import { substitutes } from './migrations/0041-substitutes.ts';
import type { Tables } from './schema.ts';

const provider: MigrationProvider = {
  getMigrations: async () => ({
    '0001-first': first,
    '0002-message-extra': messageExtra,
    '0010-list-and-search': listAndSearch,
    '0014-files-polls': filesAndPolls,
    '0010-message-actions': messageActions,
    '0020-own-chats': ownChats,
    '0021-invites': invites,
    '0022-scheduled': scheduled,
    '0023-chat-streams': chatStreams,
    '0034-ringing': ringing,
    '0036-call-rooms': callRooms,
    '0038-call-recordings': callRecordings,
    '0040-guests': guests,
    '0041-substitutes': substitutes,
  }),
};

/** Brings the database to this version; throws what the failed migration threw. */
export async function migrate(db: Kysely<Tables>): Promise<void> {
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error) throw error;
}
