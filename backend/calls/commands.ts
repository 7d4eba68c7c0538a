import type { CallsStatus } from '../../protocol/calls.ts';
import { AppError } from '../errors.ts';
import type { Handlers } from '../gateway/command.ts';
import { callSeatOf, requireCallSeat } from './entry.ts';
import { recordEnd } from './hand.ts';
import { type CallRoomCommand, callRoomCommands } from './hand-commands.ts';
import { type CallDeps, canEndCall, endCall, joinCall, mayStart, startCall } from './rules.ts';
import { callById, liveCalls, peopleInCall } from './store.ts';

export type CallCommand = 'call:state' | 'call:start' | 'call:join' | 'call:end' | CallRoomCommand;

/** The commands of calls. `status`: whether calls can be made, for members of staff or for others. */
export function callCommands(deps: CallDeps & { status: (isStaff: boolean) => CallsStatus }): Handlers<CallCommand> {
  const { db } = deps;
  return {
    'call:state': async (caller, { chatId }) => {
      const seat = await requireCallSeat(db, caller.personId, chatId);
      const [call] = await liveCalls(db, [chatId]);
      return {
        call: call ?? null,
        participants: call ? await peopleInCall(db, call.id) : [],
        canStart: mayStart(seat),
        service: deps.status(seat.person.role === 'teacher'),
      };
    },

    'call:start': async (caller, { chatId }) => ({ call: await startCall(deps, caller.personId, chatId) }),

    'call:join': (caller, { chatId, deviceId }) => joinCall(deps, caller.personId, chatId, deviceId),

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

    ...callRoomCommands(deps),
  };
}
