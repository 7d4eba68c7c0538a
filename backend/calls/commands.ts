import type { CallsStatus } from '../../protocol/calls.ts';
import { membersOf } from '../chats/members.ts';
import { canStartCall, requireMember } from '../chats/rules.ts';
import { AppError } from '../errors.ts';
import type { Handlers } from '../gateway/command.ts';
import { type CallDeps, canEndCall, endCall, joinCall, startCall } from './rules.ts';
import { callById, liveCalls, peopleInCall } from './store.ts';

/** The commands of calls. `status`: whether calls can be made, for members of staff or for others. */
export function callCommands(
  deps: CallDeps & { status: (isStaff: boolean) => CallsStatus },
): Handlers<'call:state' | 'call:start' | 'call:join' | 'call:end'> {
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
      };
    },

    'call:start': async (caller, { chatId }) => ({ call: await startCall(deps, caller.personId, chatId) }),

    'call:join': async (caller, { chatId, deviceId }) => {
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
  };
}
