import type { Publication } from '../bus/bus.ts';
import type { Queries } from '../storage/database.ts';
import { append, type NewEvent } from '../storage/streams.ts';

/** An event of my own stream, for my other pages and devices, inside the caller's transaction; the caller publishes. */
export async function tellMyself(db: Queries, personId: string, event: NewEvent): Promise<Publication[]> {
  const events = await append(db, `person:${personId}`, [event]);
  return [{ kind: 'events', batch: { stream: `person:${personId}`, events } }];
}
