import type { ComponentChildren } from 'preact';
import type { CallParticipant } from '../../client/call/participants-order.ts';

/** What the server's commands add to the view of a call; what is not given has no button and no key. */
export interface CallExtras {
  /** Raises or lowers my hand. */
  onHand?: () => void;
  isHandUp?: boolean;
  /** Opens the choice of reactions. */
  onReactions?: () => void;
  /** In the upper corner of a person's tile. */
  badgeOf?: (personId: string) => ComponentChildren;
  /** In the list of participants: above those who are inside, and beside each. */
  aboveParticipants?: ComponentChildren;
  besideParticipant?: (participant: CallParticipant) => ComponentChildren;
  /** In the bar, on the right: what leads the call. */
  lead?: ComponentChildren;
}
