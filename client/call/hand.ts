import { computed, effect, type ReadonlySignal, signal } from '@preact/signals-core';
import {
  type CALL_ROOM_COMMANDS,
  type CallReaction,
  type CallRoomState,
  type CallRuleName,
  isAllowedIn,
} from '../../protocol/call-room.ts';
import type { CommandInput, CommandOutput } from '../../protocol/commands.ts';
import type { Notice } from '../../protocol/events.ts';
import type { Person } from '../../protocol/people.ts';
import { ClientError, type ClientErrorCode } from '../platform.ts';
import type { Devices } from './devices.ts';

export type CallRoomCommand = Exclude<keyof typeof CALL_ROOM_COMMANDS, 'call:lessons'>;

/** What the server tells of a call's room. */
export type CallNotice = {
  [N in 'call:room-changed' | 'call:entry-changed' | 'call:reacted']: { name: N; notice: Notice<N> };
}['call:room-changed' | 'call:entry-changed' | 'call:reacted'];

/** How a call speaks with the server about its room. */
export interface CallLine {
  /** Throws ClientError. */
  act<N extends CallRoomCommand>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>>;
  follow(listener: (told: CallNotice) => void): () => void;
  /** Calls back each time the line is back: what was told meanwhile is lost. */
  onBack(listener: () => void): () => void;
}

export interface ShownReaction {
  id: number;
  personId: string;
  reaction: CallReaction;
}

/** The room of a call that I am in: hands, the word, the rules, the door, and what I may do about them. */
export interface CallHand {
  /** Null until the server has let me in. */
  room: ReadonlySignal<CallRoomState | null>;
  /** What was sent in the last seconds, the oldest first. */
  reactions: ReadonlySignal<ShownReaction[]>;
  /** Why the last deed was refused. */
  failure: ReadonlySignal<ClientErrorCode | null>;
  canLead: ReadonlySignal<boolean>;
  isMyHandUp: ReadonlySignal<boolean>;
  /** The rules hold me to this now. */
  may(rule: CallRuleName): boolean;
  /** One of the room's commands and its answer; a refusal is kept in `failure`, and nothing comes back. */
  act<N extends CallRoomCommand>(
    name: N,
    input: Omit<CommandInput<N>, 'callId'>,
  ): Promise<CommandOutput<N> | undefined>;
  /** Takes what a ticket or a notice says, unless something newer was said. */
  take(room: CallRoomState): void;
  close(): void;
}

/** A reaction is shown for so long, ms. */
const SHOWN_FOR = 4000;

function codeOf(error: unknown): ClientErrorCode {
  return error instanceof ClientError ? error.code : 'internal';
}

/**
 * Follows the room of one call. Where the rules do not let me speak or show, my devices are turned off: LiveKit would
 * not take what they send.
 */
export function createCallHand(deps: { line: CallLine; me: Person; devices: Devices }): CallHand {
  const { line, me, devices } = deps;
  const room = signal<CallRoomState | null>(null);
  const reactions = signal<ShownReaction[]>([]);
  const failure = signal<ClientErrorCode | null>(null);
  const timers = new Set<ReturnType<typeof setTimeout>>();
  let lastReaction = 0;

  function take(next: CallRoomState): void {
    const now = room.peek();
    if (now && now.callId === next.callId && now.version > next.version) return;
    room.value = next;
  }

  function show({ personId, reaction }: Notice<'call:reacted'>): void {
    lastReaction += 1;
    const id = lastReaction;
    reactions.value = [...reactions.value, { id, personId, reaction }];
    const timer = setTimeout(() => {
      timers.delete(timer);
      reactions.value = reactions.value.filter((one) => one.id !== id);
    }, SHOWN_FOR);
    timers.add(timer);
  }

  const unfollow = line.follow((told) => {
    const callId = room.peek()?.callId;
    if (told.notice.callId !== callId) return;
    if (told.name === 'call:room-changed') take(told.notice);
    if (told.name === 'call:reacted') show(told.notice);
  });

  const unback = line.onBack(() => {
    const callId = room.peek()?.callId;
    if (!callId) return;
    // Where it fails, the next notice brings the room.
    line.act('call:room', { callId }).then(
      ({ room: next }) => take(next),
      () => undefined,
    );
  });

  function may(rule: CallRuleName): boolean {
    const now = room.value;
    return !now || isAllowedIn(now.rules, rule, { role: me.role, hasFloor: now.floor.includes(me.id) });
  }

  const unwatch = effect(() => {
    const { microphone, camera } = devices;
    if (!may('speak') && microphone.state.value.status === 'on') microphone.takeAway();
    if (!may('video') && camera.state.value.status === 'on') camera.takeAway();
  });

  return {
    ...{ room, reactions, failure, may, take },
    canLead: computed(() => room.value?.canLead ?? false),
    isMyHandUp: computed(() => room.value?.hands.includes(me.id) ?? false),
    async act(name, input) {
      const callId = room.value?.callId;
      if (!callId) return undefined;
      failure.value = null;
      return line.act(name, { ...input, callId } as CommandInput<typeof name>).catch((error: unknown) => {
        failure.value = codeOf(error);
        return undefined;
      });
    },
    close() {
      unfollow();
      unback();
      unwatch();
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
