import * as v from 'valibot';
import { ChatName } from './chats.ts';
import { Id, Person, type PersonRole } from './people.ts';

/** Who of those who do not lead: everybody, only who has the word, or nobody. */
export const CallLevel = v.picklist(['all', 'called', 'nobody']);
export type CallLevel = v.InferOutput<typeof CallLevel>;

/** What a call's rules are about, in the order of the screen. */
export const CALL_RULE_NAMES = ['speak', 'video', 'share', 'write'] as const;
export type CallRuleName = (typeof CALL_RULE_NAMES)[number];

/**
 * The rules of a call. They hold for everybody but staff. `hasLobby`: the class waits until staff is inside, others
 * knock; without it every member of the chat comes in at any time. `isLocked`: whoever was not let in before knocks.
 */
export const CallRules = v.object({
  speak: CallLevel,
  video: CallLevel,
  share: CallLevel,
  write: CallLevel,
  isLocked: v.boolean(),
  hasLobby: v.boolean(),
});
export type CallRules = v.InferOutput<typeof CallRules>;
export const CallRulesChange = v.partial(CallRules);
export type CallRulesChange = v.InferOutput<typeof CallRulesChange>;

/** The rules that a call begins with. */
export const FIRST_CALL_RULES: CallRules = {
  ...{ speak: 'all', video: 'all', share: 'all', write: 'all' },
  ...{ isLocked: false, hasLobby: true },
};

/** What somebody who leads did last, so that two of them see each other's hand. */
export const DEEDS = [
  ...(['mute', 'mute-all', 'rules', 'stop', 'floor', 'floor-back', 'hand-down', 'hands-down'] as const),
  ...(['admit', 'admit-all', 'refuse', 'remove', 'end', 'substitute', 'record', 'record-end'] as const),
  ...(['guests', 'guests-end'] as const),
] as const;
export type DeedKind = (typeof DEEDS)[number];
export const CallDeed = v.object({
  kind: v.picklist(DEEDS),
  by: Person,
  /** To whom it was done. */
  about: v.nullable(Person),
  at: v.number(),
});
export type CallDeed = v.InferOutput<typeof CallDeed>;

/** Somebody before the door; `mayEnter`: comes in by themselves as soon as staff is inside. */
export const CallWaiting = v.object({ person: Person, since: v.number(), mayEnter: v.boolean() });
export type CallWaiting = v.InferOutput<typeof CallWaiting>;

/** Somebody's browser records the call; everybody inside is told before it begins. `since`: Unix ms. */
export const CallRecording = v.object({ by: Person, since: v.number() });
export type CallRecording = v.InferOutput<typeof CallRecording>;

/**
 * A live call's room as one person may see it. `version` grows with every change: an older one is left out.
 * `waiting` is empty for who does not lead.
 */
export const CallRoomState = v.object({
  callId: Id,
  version: v.number(),
  canLead: v.boolean(),
  rules: CallRules,
  /** People with a raised hand, the first one first. */
  hands: v.array(Id),
  /** People who have the word. */
  floor: v.array(Id),
  waiting: v.array(CallWaiting),
  lastDeed: v.nullable(CallDeed),
  recording: v.nullable(CallRecording),
  /** The link by which guests come to the door; null where there is none, and for who does not lead. */
  guestUrl: v.nullable(v.string()),
});
export type CallRoomState = v.InferOutput<typeof CallRoomState>;

/** Where somebody who asks to come in stands. */
export const CallEntry = v.picklist(['waiting', 'admitted', 'refused', 'removed']);
export type CallEntry = v.InferOutput<typeof CallEntry>;

/** What one may send to all who are inside; it is shown for a moment and kept nowhere. */
export const CALL_REACTIONS = ['👍', '👏', '❤️', '😂', '😮', '🎉'] as const;
export const CallReaction = v.picklist(CALL_REACTIONS);
export type CallReaction = v.InferOutput<typeof CallReaction>;

/** Staff lead a call: they mute, give the word, let in and send out, and nothing is taken from them. */
export const leadsCalls = (role: PersonRole): boolean => role === 'teacher';

/** Whether a rule lets somebody do what it is about. A guest shows a screen only when given the word. */
export function isAllowedIn(
  rules: Pick<CallRules, CallRuleName>,
  rule: CallRuleName,
  who: { role: PersonRole; hasFloor: boolean },
): boolean {
  if (leadsCalls(who.role)) return true;
  if (who.role === 'guest' && rule === 'share' && !who.hasFloor) return false;
  return rules[rule] === 'all' || (rules[rule] === 'called' && who.hasFloor);
}

const Nothing = v.object({});
const inCall = { callId: Id };
const toPerson = { callId: Id, personId: Id };

/** The commands of a call's room; those of the second half are for who leads. */
export const CALL_ROOM_COMMANDS = {
  /** The room as it is now, for who is inside. */
  'call:room': { input: v.object(inCall), output: v.object({ room: CallRoomState }) },
  /** Lessons of the school that fit what the diary says, for a teacher who stands in; none for others. */
  'call:lessons': {
    input: v.object({
      className: v.pipe(v.string(), v.maxLength(50)),
      subject: v.pipe(v.string(), v.maxLength(200)),
    }),
    output: v.object({ lessons: v.array(v.object({ chatId: Id, name: ChatName })) }),
  },
  /** My own hand. */
  'call:raise-hand': { input: v.object({ ...inCall, isUp: v.boolean() }), output: Nothing },
  'call:react': { input: v.object({ ...inCall, reaction: CallReaction }), output: Nothing },
  /** I do not want to come in any more. */
  'call:give-up': { input: v.object(inCall), output: Nothing },

  /** Takes down somebody's hand, or with null all of them. */
  'call:lower-hand': { input: v.object({ ...inCall, personId: v.nullable(Id) }), output: Nothing },
  /** Gives somebody the word or takes it back; giving it takes the hand down. */
  'call:give-floor': { input: v.object({ ...toPerson, isGiven: v.boolean() }), output: Nothing },
  /** Mutes somebody now, or with null everybody who does not lead; they may unmute where the rules let them. */
  'call:mute': { input: v.object({ ...inCall, personId: v.nullable(Id) }), output: Nothing },
  'call:set-rules': { input: v.object({ ...inCall, change: CallRulesChange }), output: Nothing },
  /** Everything off at once: nobody but staff speaks, shows or shares, and the door is locked. */
  'call:stop': { input: v.object(inCall), output: Nothing },
  /** Out of the call, on all devices, and not back into it. */
  'call:remove': { input: v.object(toPerson), output: Nothing },
  /** Lets somebody in who waits, or with null all who wait but guests: a stranger comes in by a word of their own. */
  'call:admit': { input: v.object({ ...inCall, personId: v.nullable(Id) }), output: Nothing },
  'call:refuse': { input: v.object(toPerson), output: Nothing },
  /** Makes the link for guests, or takes it away: who is inside stays, nobody else comes by it. Code: guests-off. */
  'call:guest-link': { input: v.object({ ...inCall, isOn: v.boolean() }), output: Nothing },
  /**
   * Says that this device (its identity in LiveKit's room) begins or ends to record. It may record once the room says
   * so. `isMine`: whether the room's recording is this device's; false where another one records. `fileLimit`: bytes of
   * the largest file that the server takes, for a recording that is to be sent.
   */
  'call:record': {
    input: v.object({ ...inCall, identity: v.pipe(v.string(), v.maxLength(200)), isOn: v.boolean() }),
    output: v.object({ isMine: v.boolean(), fileLimit: v.number() }),
  },
} as const;
