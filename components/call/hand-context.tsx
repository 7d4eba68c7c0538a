import type { ReadonlySignal } from '@preact/signals-core';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { CallHand } from '../../client/call/hand.ts';
import type { CallParticipant } from '../../client/call/participants-order.ts';
import type { Person } from '../../protocol/people.ts';

/** What the views of hands, rules and the door share. */
export interface HandScope {
  hand: CallHand;
  participants: ReadonlySignal<CallParticipant[]>;
  me: Person;
  /** A sound for who leads: somebody knocks. */
  playKnock: () => void;
}

export const HandContext = createContext<HandScope | null>(null);

/** Null outside a call. */
export const useHandScope = (): HandScope | null => useContext(HandContext);

/** Who inside has a hand up, the first one first. Who lost the connection keeps the place for when they are back. */
export function handsInside({ hand, participants }: HandScope): CallParticipant[] {
  const inside = new Map(participants.value.map((one) => [one.person.id, one]));
  return (hand.room.value?.hands ?? []).flatMap((id) => inside.get(id) ?? []);
}
