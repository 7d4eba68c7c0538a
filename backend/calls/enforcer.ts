import { leadsCalls } from '../../protocol/call-room.ts';
import { peopleByIds } from '../people/people.ts';
import type { Database } from '../storage/database.ts';
import type { Inside, Livekit } from './livekit.ts';
import { sourcesOf } from './permissions.ts';
import { handsAndFloor, rulesOf } from './room-store.ts';
import type { CallRow } from './store.ts';

type Enforced = Pick<CallRow, 'id' | 'room'>;
/** Whose open microphone is closed on the way: somebody's, or that of everybody who does not lead. */
export type Silenced = { personId: string } | 'all';

export interface Enforcer {
  /**
   * Makes what each device inside may send what the rules say now. One after the other for each call, each with the
   * rules as they are by then. Rejects where LiveKit cannot be asked.
   */
  enforce(call: Enforced, silenced?: Silenced): Promise<void>;
}

const isSame = (a: string[], b: string[]) => a.length === b.length && a.every((one) => b.includes(one));

/** Holds LiveKit to a call's rules: permissions are not a request, what is taken away is stopped by the server. */
export function createEnforcer(deps: { db: Database; livekit: () => Livekit }): Enforcer {
  const { db } = deps;
  const running = new Map<string, Promise<void>>();

  async function enforceNow(call: Enforced, silenced: Silenced | undefined): Promise<void> {
    const livekit = deps.livekit();
    const inside = (await livekit.presences(call.room)) ?? [];
    const people = new Map(
      (await peopleByIds(db, [...new Set(inside.map((one) => one.personId))])).map((one) => [one.id, one]),
    );
    const rules = await rulesOf(db, call.id);
    const { floor } = await handsAndFloor(db, call.id);

    async function hold(one: Inside): Promise<void> {
      const person = people.get(one.personId);
      if (!person) return;
      const wanted = sourcesOf(person.role, rules, floor.includes(person.id));
      const isMeant = silenced === 'all' || silenced?.personId === person.id;
      const isClosed = isMeant && one.sends.includes('microphone') && !leadsCalls(person.role);
      // Taken away and given back: the microphone is closed by the server, and its owner may open it again.
      if (isClosed)
        await livekit.allow(
          call.room,
          one.identity,
          wanted.filter((source) => source !== 'microphone'),
        );
      if (isClosed || !isSame(one.may, wanted)) await livekit.allow(call.room, one.identity, wanted);
    }
    await Promise.all(inside.map(hold));
  }

  return {
    enforce(call, silenced) {
      const before = running.get(call.id) ?? Promise.resolve();
      const now = before.catch(() => undefined).then(() => enforceNow(call, silenced));
      running.set(call.id, now);
      const forget = () => {
        if (running.get(call.id) === now) running.delete(call.id);
      };
      now.then(forget, forget);
      return now;
    },
  };
}
