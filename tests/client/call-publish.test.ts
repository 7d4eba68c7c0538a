import { signal } from '@preact/signals-core';
import { ConnectionState, type Room } from 'livekit-client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DeviceState, Devices } from '../../client/call/devices.ts';
import { publishDevices } from '../../client/call/publish.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A room that takes a track at the try of this number, with a microphone that is on. */
function open(takesAt: number) {
  const track = { id: 'sound' } as unknown as MediaStreamTrack;
  const microphone = signal<DeviceState>({ status: 'on', track } as DeviceState);
  const camera = signal<DeviceState>({ status: 'off' } as DeviceState);
  const tries: unknown[] = [];
  const room = {
    state: ConnectionState.Connected,
    localParticipant: {
      getTrackPublication: () => undefined,
      publishTrack: async (sent: unknown) => {
        tries.push(sent);
        if (tries.length < takesAt) throw new Error('negotiation timed out');
      },
    },
  };
  const devices = { microphone: { state: microphone }, camera: { state: camera } };
  const stop = publishDevices(room as unknown as Room, devices as unknown as Devices);
  return { room, microphone, tries, stop };
}

test('CALL57 sound that did not get into the call is sent again by itself, until it is there', async () => {
  const { tries } = open(3);
  await vi.advanceTimersByTimeAsync(10);
  expect(tries).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1000);
  expect(tries).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(tries).toHaveLength(3);
});

test('CALL57 it is tried five times and then at the next change, and not at all once the room was left', async () => {
  const { tries, microphone, room, stop } = open(99);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(tries).toHaveLength(5);
  microphone.value = { ...microphone.value };
  await vi.advanceTimersByTimeAsync(10);
  expect(tries).toHaveLength(6);
  room.state = ConnectionState.Disconnected;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(tries).toHaveLength(7);
  room.state = ConnectionState.Connected;
  microphone.value = { ...microphone.value };
  await vi.advanceTimersByTimeAsync(10);
  stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(tries).toHaveLength(8);
});
