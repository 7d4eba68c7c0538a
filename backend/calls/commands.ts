import * as v from 'valibot';
import { CallOutcome, type CallsStatus } from '../../protocol/calls.ts';
import { membersOf } from '../chats/members.ts';
import { canStartCall, requireMember } from '../chats/rules.ts';
import { AppError } from '../errors.ts';
import type { Handlers } from '../gateway/command.ts';
import type { Database } from '../storage/database.ts';
import { attendanceOf } from './attendance-list.ts';
import { acceptCall, answerByJoining, hangUp, requireReachable } from './ringing.ts';
import { type CallDeps, canEndCall, endCall, joinCall, startCall } from './rules.ts';
import { callById, lastEndedOf, liveCalls, peopleInCall } from './store.ts';

/** How a direct chat's last call ended without an answer. */
async function outcomeIn(db: Database, chatId: string): Promise<{ outcome?: CallOutcome }> {
  const outcome = v.safeParse(CallOutcome, (await lastEndedOf(db, chatId))?.endReason);
  return outcome.success ? { outcome: outcome.output } : {};
}

export type CallCommand =
  | 'call:state'
  | 'call:start'
  | 'call:join'
  | 'call:end'
  | 'call:accept'
  | 'call:hang-up'
  | 'call:attendance';

/** The commands of calls. `status`: whether calls can be made, for members of staff or for others. */
export function callCommands(deps: CallDeps & { status: (isStaff: boolean) => CallsStatus }): Handlers<CallCommand> {
  const { db } = deps;
  return {
    'call:state': async (caller, { chatId }) => {
      const { chat, member, person } = await requireMember(db, caller.personId, chatId);
      const [call] = await liveCalls(db, [chatId]);
      return {
        call: call ?? null,
        participants: call ? await peopleInCall(db, call.id) : [],
        canStart: canStartCall(chat, member, person),
        service: deps.status(person.role === 'teacher'),
        ...(call || chat.kind !== 'direct' ? {} : await outcomeIn(db, chatId)),
      };
    },

    'call:start': async (caller, { chatId }) => {
      await requireReachable(deps, caller.personId, chatId);
      return { call: await startCall(deps, caller.personId, chatId) };
    },

    'call:join': async (caller, { chatId, deviceId }) => {
      await answerByJoining(deps, caller.personId, chatId);
      const ticket = await joinCall(deps, caller.personId, chatId, deviceId);
      if (!ticket) return { status: 'not-started' };
      const people = (await membersOf(db, chatId)).map((member) => member.person);
      return { status: 'live', ...ticket, people };
    },

    'call:end': async (caller, { callId }) => {
      const call = await callById(db, callId);
      // Of others' calls one learns nothing, not even that they are there (S16).
      const membership = call && (await requireMember(db, caller.personId, call.chatId).catch(() => undefined));
      if (!call || !membership) throw new AppError('call-not-found');
      if (!canEndCall(membership, call)) throw new AppError('not-allowed');
      if (call.endedAt !== null) throw new AppError('call-not-found');
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
  };
}
