import type { StreamEvent } from '../../protocol/events.ts';
import type { Message } from '../../protocol/messages.ts';
import { asSeenBy, hiddenIn } from '../messages/hidden.ts';
import { importantIn } from '../messages/personal.ts';
import { pinnedFor } from '../messages/pins.ts';
import { currentMessages } from '../messages/rules.ts';
import type { Queries } from '../storage/database.ts';
import type { LoggedEvent } from '../storage/streams.ts';

/** What of an open chat only one member has: their marks, what they hid, and whether they may see what is pinned. */
export async function personalView(db: Queries, personId: string, chatId: string, firstOrdinal: number) {
  return {
    pinned: await pinnedFor(db, personId, chatId, firstOrdinal),
    important: await importantIn(db, personId, chatId),
    hidden: await hiddenIn(db, personId, chatId),
  };
}

/**
 * Events of a difference with each message as it is now, and as this person sees it: a text that was deleted since
 * is not told once more. Messages from before the member's first one are left out.
 */
export async function eventsSeenBy(
  db: Queries,
  personId: string,
  chatId: string,
  { events, firstOrdinal }: { events: LoggedEvent[]; firstOrdinal: number },
): Promise<StreamEvent[]> {
  const ordinals = new Set(events.flatMap((event) => ('message' in event ? [event.message.ordinal] : [])));
  const messages = await asSeenBy(db, personId, await currentMessages(db, chatId, [...ordinals]));
  const byOrdinal = new Map<number, Message>(messages.map((message) => [message.ordinal, message]));
  return events.flatMap((event): StreamEvent[] => {
    if (!('message' in event)) return [event];
    const message = byOrdinal.get(event.message.ordinal);
    return message && message.ordinal >= firstOrdinal ? [{ ...event, message }] : [];
  });
}
