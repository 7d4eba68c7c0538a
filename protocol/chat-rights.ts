import * as v from 'valibot';
import type { PersonRole } from './people.ts';

export const ChatKind = v.picklist(['staff', 'class', 'parents', 'subject', 'direct', 'own']);
export type ChatKind = v.InferOutput<typeof ChatKind>;

export const MemberRole = v.picklist(['owner', 'admin', 'member']);
export type MemberRole = v.InferOutput<typeof MemberRole>;

/** Who has a right: the owner; owner and admins; those and all staff of the chat; everybody in it. */
export const RightLevel = v.picklist(['owner', 'admins', 'staff', 'all']);
export type RightLevel = v.InferOutput<typeof RightLevel>;

/** A right that is never everybody's: a call needs staff, and others' words are not anybody's to delete. */
const LedLevel = v.picklist(['owner', 'admins', 'staff']);

/** Rights of a chat. `deleteOthers` is about grown-ups' messages: a pupil's are always deleted by staff of the chat. */
export const ChatRights = v.object({
  invite: RightLevel,
  write: RightLevel,
  pin: RightLevel,
  mentionAll: RightLevel,
  call: LedLevel,
  changeInfo: RightLevel,
  deleteOthers: LedLevel,
});
export type ChatRights = v.InferOutput<typeof ChatRights>;
export type RightName = keyof ChatRights;

export const ChatRightsChange = v.partial(ChatRights);
export type ChatRightsChange = v.InferOutput<typeof ChatRightsChange>;

const LED: ChatRights = {
  invite: 'admins',
  write: 'all',
  pin: 'admins',
  mentionAll: 'staff',
  call: 'admins',
  changeInfo: 'admins',
  deleteOthers: 'admins',
};

/** The rights of a chat in which nobody has changed any. */
export const DEFAULT_RIGHTS: Record<ChatKind, ChatRights> = {
  own: LED,
  class: LED,
  parents: LED,
  subject: LED,
  staff: { ...LED, call: 'staff' },
  direct: { ...LED, pin: 'all', call: 'staff' },
};

/** Who is in a roster chat, and what it is called, is the roster's; the rest can be set there too. */
export const ROSTER_RIGHTS: RightName[] = ['write', 'pin', 'mentionAll', 'call'];

/** The rights that can be set in a chat of this kind, in the order of the screen. */
export function settableRights(kind: ChatKind): RightName[] {
  if (kind === 'direct') return [];
  return kind === 'own'
    ? ['write', 'invite', 'pin', 'mentionAll', 'call', 'changeInfo', 'deleteOthers']
    : ROSTER_RIGHTS;
}

/** Somebody in a chat, as the rules of rights see them. */
export interface Standing {
  role: MemberRole;
  personRole: PersonRole;
}

/** Whether a level holds somebody. */
export function isWithin(level: RightLevel, { role, personRole }: Standing): boolean {
  if (level === 'all' || role === 'owner') return true;
  if (level === 'owner') return false;
  return role === 'admin' || (level === 'staff' && personRole === 'teacher');
}

/** A call is started by staff, whoever else has the right: a lesson needs its teacher. */
export const mayCallBy = (rights: ChatRights, who: Standing): boolean =>
  who.personRole === 'teacher' && isWithin(rights.call, who);

/** Staff who own or administer a chat set its rights; two people's own chat has none to set. */
export const maySetRights = (kind: ChatKind, who: Standing): boolean =>
  kind !== 'direct' && who.personRole === 'teacher' && who.role !== 'member';

/** Another's message is deleted for all: a pupil's by staff in a group, others' by right of an own chat. */
export function mayDeleteOf(
  kind: ChatKind,
  rights: ChatRights,
  who: Standing,
  sender: PersonRole | undefined,
): boolean {
  if (kind === 'direct') return false;
  if (who.personRole === 'teacher' && sender === 'pupil') return true;
  if (kind !== 'own' || (sender === 'teacher' && who.personRole !== 'teacher')) return false;
  return isWithin(rights.deleteOthers, who);
}

/**
 * Whether one member takes away and gives back another's right to write: over plain members only; owner and admins
 * do, and staff over those who are not; never over staff by somebody who is none.
 */
export function maySilence(kind: ChatKind, who: Standing, whom: Standing): boolean {
  if (kind === 'direct' || whom.role !== 'member') return false;
  if (whom.personRole === 'teacher') return who.personRole === 'teacher' && who.role !== 'member';
  return who.personRole === 'teacher' || who.role !== 'member';
}

/** Whether one member takes another out of an own chat: the owner everybody, admins plain members; pupils no staff. */
export function mayRemove(kind: ChatKind, who: Standing, whom: Standing): boolean {
  if (kind !== 'own' || whom.role === 'owner') return false;
  if (whom.personRole === 'teacher' && who.personRole !== 'teacher') return false;
  return who.role === 'owner' || (who.role === 'admin' && whom.role === 'member');
}

/** What keeps somebody from writing in a group, as the code of the refusal; null where nothing does. */
export function writingBlock(
  chat: { rights: ChatRights; isReadOnly: boolean; silencedUntil: number | null },
  who: Standing,
  now: number,
): 'silenced' | 'chat-read-only' | null {
  // Who leads a chat is not silenced: nobody there could give it back.
  if (who.role === 'member' && (chat.silencedUntil ?? 0) > now) return 'silenced';
  const may = isWithin(chat.rights.write, who) && (!chat.isReadOnly || isWithin('admins', who));
  return may ? null : 'chat-read-only';
}
