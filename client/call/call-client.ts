import { effect, untracked } from '@preact/signals-core';
import { type Connection, whenOnline } from '../connection.ts';
import type { CallClient } from './flow.ts';

/** The commands of a chat's call; each waits for the socket, which may be connecting still. */
export function callClient(connection: Connection, chatId: string): CallClient {
  return {
    state: () => whenOnline(connection).then(() => connection.call('call:state', { chatId })),
    start: () => whenOnline(connection).then(() => connection.call('call:start', { chatId })),
    join: (device) => whenOnline(connection).then(() => connection.call('call:join', { chatId, deviceId: device })),
    end: (callId) => connection.call('call:end', { callId }),
    hangUp: (callId) => connection.call('call:hang-up', { callId }),
    attendance: (callId) => connection.call('call:attendance', { callId }),
    act: (name, input) => connection.call(name, input),
    follow(listener) {
      const names = ['call:room-changed', 'call:entry-changed', 'call:reacted'] as const;
      const stops = names.map((name) =>
        connection.onNotice(name, (notice) => listener({ name, notice } as Parameters<typeof listener>[0])),
      );
      return () => {
        for (const stop of stops) stop();
      };
    },
    onBack(listener) {
      let wasOnline = true;
      return effect(() => {
        const isOnline = connection.status.value.kind === 'online';
        if (isOnline && !wasOnline) untracked(listener);
        wasOnline = isOnline;
      });
    },
  };
}
