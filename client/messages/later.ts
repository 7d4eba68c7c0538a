import type { Scheduled } from '../../protocol/scheduled.ts';
import type { Connection } from '../connection.ts';
import type { Prepared } from '../files/prepared.ts';
import { ClientError } from '../platform.ts';
import { newClientId } from './client-id.ts';
import type { OutgoingExtra } from './outbox.ts';

/** Messages that go out later; the list of them is in the chats' state. Each throws ClientError. */
export interface Later {
  /** Needs the network, and the files to be uploaded (`files-waiting` until they are): the server keeps it from then on. */
  add(chatId: string, text: string, extra: OutgoingExtra, sendAt: number): Promise<void>;
  edit(scheduledId: string, change: { text?: string; sendAt?: number }): Promise<Scheduled>;
  remove(scheduledId: string): Promise<void>;
  /** Sends it now. */
  send(scheduledId: string): Promise<void>;
}

export function createLater(deps: {
  connection: Connection;
  prepare: (uploads: string[]) => Promise<Prepared>;
  /** The files belong to the message from now on: they leave the tray. */
  forget: (upload: string) => Promise<void>;
}): Later {
  const { connection } = deps;
  return {
    async add(chatId, text, { replyTo, mentions, mentionsAll, uploads = [], poll }, sendAt) {
      const files = await deps.prepare(uploads);
      if (files.status === 'failed') throw new ClientError(files.code);
      if (files.status === 'waiting') throw new ClientError('files-waiting');
      await connection.call('scheduled:add', {
        chatId,
        clientId: newClientId(),
        text,
        sendAt,
        ...(replyTo ? { replyTo: replyTo.ordinal } : {}),
        ...(mentions ? { mentions } : {}),
        ...(mentionsAll ? { mentionsAll } : {}),
        ...(files.ids.length > 0 ? { attachments: files.ids } : {}),
        ...(poll ? { poll } : {}),
      });
      for (const upload of uploads) await deps.forget(upload);
    },
    edit: async (scheduledId, change) =>
      (await connection.call('scheduled:edit', { scheduledId, ...change })).scheduled,
    remove: async (scheduledId) => void (await connection.call('scheduled:remove', { scheduledId })),
    send: async (scheduledId) => void (await connection.call('scheduled:send', { scheduledId })),
  };
}
