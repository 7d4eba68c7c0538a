import type { CALL_ROOM_COMMANDS } from '../../protocol/call-room.ts';
import type { Handlers } from '../gateway/command.ts';
import * as hand from './hand.ts';
import { record } from './recording.ts';
import { roomState } from './room-announcer.ts';
import type { CallDeps } from './rules.ts';
import { lessonsFor } from './substitute.ts';

export type CallRoomCommand = keyof typeof CALL_ROOM_COMMANDS;

/** A command that answers nothing. */
async function done(work: Promise<void>): Promise<Record<string, never>> {
  await work;
  return {};
}

/** The commands of a call's room: one's own hand and signs, and what who leads it does. */
export function callRoomCommands(deps: CallDeps): Handlers<CallRoomCommand> {
  return {
    'call:room': async ({ personId }, { callId }) => {
      const { call, seat } = await hand.requireInside(deps, personId, callId);
      return { room: await roomState(deps, call, seat.person.role) };
    },
    'call:lessons': ({ personId }, lesson) => lessonsFor(deps.db, personId, lesson),
    'call:raise-hand': ({ personId }, { callId, isUp }) => done(hand.raiseHand(deps, personId, callId, isUp)),
    'call:react': ({ personId }, { callId, reaction }) => done(hand.react(deps, personId, callId, reaction)),
    'call:give-up': ({ personId }, { callId }) => done(hand.giveUp(deps, personId, callId)),
    'call:lower-hand': (caller, { callId, personId }) => done(hand.lowerHand(deps, caller.personId, callId, personId)),
    'call:give-floor': (caller, { callId, ...whom }) => done(hand.giveFloor(deps, caller.personId, callId, whom)),
    'call:mute': (caller, { callId, personId }) => done(hand.mute(deps, caller.personId, callId, personId)),
    'call:set-rules': ({ personId }, { callId, change }) => done(hand.setRules(deps, personId, callId, change)),
    'call:stop': ({ personId }, { callId }) => done(hand.stopAll(deps, personId, callId)),
    'call:remove': (caller, { callId, personId }) => done(hand.removeFromCall(deps, caller.personId, callId, personId)),
    'call:admit': (caller, { callId, personId }) => done(hand.admit(deps, caller.personId, callId, personId)),
    'call:refuse': (caller, { callId, personId }) => done(hand.refuse(deps, caller.personId, callId, personId)),
    'call:guest-link': ({ personId }, { callId, isOn }) => done(hand.setGuestLink(deps, personId, callId, isOn)),
    'call:record': async ({ personId }, input) => ({
      ...(await record(deps, personId, input)),
      fileLimit: deps.fileLimit,
    }),
  };
}
