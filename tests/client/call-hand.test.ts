import { signal } from '@preact/signals-core';
import { expect, test } from 'vitest';
import type { Device, DeviceState, Devices } from '../../client/call/devices.ts';
import { type CallLine, type CallNotice, createCallHand } from '../../client/call/hand.ts';
import { ClientError } from '../../client/platform.ts';
import { type CallRoomState, FIRST_CALL_RULES } from '../../protocol/call-room.ts';
import type { Person } from '../../protocol/people.ts';

const me: Person = { id: 'anna', role: 'pupil', givenName: 'Анна', familyName: 'Иванова', className: '7Б' };
const ROOM: CallRoomState = {
  ...{ callId: 'call', version: 3, canLead: false, rules: FIRST_CALL_RULES },
  ...{ hands: [], floor: [], waiting: [], lastDeed: null, recording: null, guestUrl: null },
};

/** A line whose other end is the test. */
function open(answer: () => Promise<unknown> = async () => ({})) {
  const listeners = new Set<(told: CallNotice) => void>();
  const asked: [string, unknown][] = [];
  let back = () => {};
  const line: CallLine = {
    act: (name, input) => {
      asked.push([name, input]);
      return answer() as never;
    },
    follow(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onBack(listener) {
      back = listener;
      return () => {};
    },
  };
  const device = (): Device => {
    const state = signal<DeviceState>({ status: 'on', track: {} as MediaStreamTrack });
    const takeAway = () => {
      state.value = { status: 'off' };
    };
    return { state, takeAway } as unknown as Device;
  };
  const devices = { microphone: device(), camera: device() } as Devices;
  const hand = createCallHand({ line, me, devices });
  const tell = (told: CallNotice) => {
    for (const listener of listeners) listener(told);
  };
  const tellRoom = (change: Partial<CallRoomState>) =>
    tell({ name: 'call:room-changed', notice: { ...ROOM, ...change } });
  return { hand, devices, asked, tell, tellRoom, back: () => back(), listeners };
}

test('HAND9 the newest word about a room holds, of this call only; after a gap the room is asked for', async () => {
  const { hand, tellRoom, back, asked, listeners } = open(async () => ({
    room: { ...ROOM, version: 9, hands: ['ivan'] },
  }));
  tellRoom({ version: 8 });
  expect(hand.room.value).toBeNull();
  hand.take(ROOM);
  tellRoom({ version: 5, hands: ['anna'] });
  tellRoom({ version: 4, hands: [] });
  tellRoom({ callId: 'other', version: 99 });
  expect(hand.isMyHandUp.value).toBe(true);
  back();
  await Promise.resolve();
  expect(asked).toEqual([['call:room', { callId: 'call' }]]);
  await new Promise((resolve) => setTimeout(resolve));
  expect(hand.room.value).toMatchObject({ version: 9, hands: ['ivan'] });
  hand.close();
  expect(listeners.size).toBe(0);
});

test('HAND9 what the rules take away is off at once, and may be turned on with the word', () => {
  const { hand, devices, tellRoom } = open();
  hand.take(ROOM);
  expect(devices.microphone.state.value.status).toBe('on');
  const rules = { ...FIRST_CALL_RULES, speak: 'called' as const };
  tellRoom({ version: 4, rules });
  expect([devices.microphone.state.value.status, devices.camera.state.value.status]).toEqual(['off', 'on']);
  expect([hand.may('speak'), hand.may('video')]).toEqual([false, true]);
  tellRoom({ version: 5, rules, floor: ['anna'] });
  expect(hand.may('speak')).toBe(true);
});

test('HAND9 a refused deed is kept for the screen until the next one', async () => {
  let isRefused = true;
  const { hand, asked } = open(async () => {
    if (isRefused) throw new ClientError('not-allowed');
    return {};
  });
  await hand.act('call:stop', {});
  expect(asked).toEqual([]);
  hand.take(ROOM);
  await hand.act('call:stop', {});
  expect(hand.failure.value).toBe('not-allowed');
  isRefused = false;
  await hand.act('call:mute', { personId: null });
  expect(hand.failure.value).toBeNull();
  expect(asked.at(-1)).toEqual(['call:mute', { personId: null, callId: 'call' }]);
});
