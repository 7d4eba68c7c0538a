import * as v from 'valibot';
import { CallOutcome, type CallsStatus } from '../../protocol/calls.ts';
import type { Person } from '../../protocol/people.ts';
import { AppError } from '../errors.ts';
import type { Handlers } from '../gateway/command.ts';
import type { Database } from '../storage/database.ts';
import { attendanceOf } from './attendance-list.ts';
import { callSeatOf, requireCallSeat } from './entry.ts';
import { recordEnd } from './hand.ts';
import { type CallRoomCommand, callRoomCommands } from './hand-commands.ts';
import { acceptCall, answerByJoining, hangUp, requireReachable } from './ringing.ts';
import { type CallDeps, canEndCall, endCall, joinCall, mayStart, startCall } from './rules.ts';
import { callById, lastEndedOf, liveCalls, peopleInCall } from './store.ts';

/** How a direct chat's last call ended without an answer. */
async function outcomeIn(db: Database, chatId: string): Promise<{ outcome?: CallOutcome }> {
  const outcome = v.safeParse(CallOutcome, (await lastEndedOf(db, chatId))?.endReason);
  return outcome.success ? { outcome: outcome.output } : {};
}

/** Who is inside, for who stands before the door: guests are counted and not named. */
async function schoolPeopleIn(db: Database, callId: string): Promise<Person[]> {
  return (await peopleInCall(db, callId)).filter(({ role }) => role !== 'guest');
}

export type CallCommand =
  | 'call:state'
  | 'call:start'
  | 'call:join'
  | 'call:end'
  | 'call:accept'
  | 'call:hang-up'
  | 'call:attendance'
  | CallRoomCommand;

/** The commands of calls. `status`: whether calls can be made, for members of staff or for others. */
export function callCommands(deps: CallDeps & { status: (isStaff: boolean) => CallsStatus }): Handlers<CallCommand> {
  const { db } = deps;
  return {
    'call:state': async (caller, { chatId }) => {
      const seat = await requireCallSeat(db, caller.personId, chatId);
      const [call] = await liveCalls(db, [chatId]);
      return {
        call: call ?? null,
        participants: call && seat.person.role !== 'guest' ? await schoolPeopleIn(db, call.id) : [],
        canStart: mayStart(seat),
        service: deps.status(seat.person.role === 'teacher'),
        ...(call || seat.chat.kind !== 'direct' ? {} : await outcomeIn(db, chatId)),
      };
    },

    'call:start': async (caller, { chatId }) => {
      await requireReachable(deps, caller.personId, chatId);
      return { call: await startCall(deps, caller.personId, chatId) };
    },

    'call:join': async (caller, { chatId, deviceId }) => {
      await answerByJoining(deps, caller.personId, chatId);
      return joinCall(deps, caller.personId, chatId, deviceId);
    },

    'call:end': async (caller, { callId }) => {
      const call = await callById(db, callId);
      // Of others' calls one learns nothing, not even that they are there (S16).
      const seat = call && (await callSeatOf(db, caller.personId, call.chatId));
      if (!call || !seat) throw new AppError('call-not-found');
      if (!canEndCall(seat, call)) throw new AppError('not-allowed');
      if (call.endedAt !== null) throw new AppError('call-not-found');
      await recordEnd(deps, caller.personId, call);
      await endCall(deps, call, 'ended');
      return {};
    },

    'call:accept': async (caller, { callId }) => {
      await acceptCall(deps, caller.personId, callId);
      return {};
    },

    'call:hang-up': async (caller, { callId }) => {
      await hangUp(deps, caller.personId, callId);
      return {};
    },

    'call:attendance': (caller, { callId }) => attendanceOf(deps, caller.personId, callId),
    ...callRoomCommands(deps),
  };
}
