import { effect, signal } from '@preact/signals-core';
import { useEffect, useState } from 'preact/hooks';
import { callClient } from '../../client/call/call-client.ts';
import { keptChoices } from '../../client/call/kept-choices.ts';
import { createConnection } from '../../client/connection.ts';
import { ClientError } from '../../client/platform.ts';
import { CallScreen } from '../../components/call/call-screen.tsx';
import type { GuestTexts } from '../../i18n/ru-guest.ts';
import type { Call } from '../../protocol/calls.ts';
import type { GuestPass } from '../../protocol/guests.ts';

/** The socket of a guest: one token for as long as the call goes on. */
function openLine({ token, chatId, me }: GuestPass) {
  let isRefused = false;
  const connection = createConnection({
    serverUrl: location.origin,
    personId: me.id,
    accessToken: async () => {
      if (isRefused) throw new ClientError('token-missing');
      return token;
    },
    dropAccessToken: async () => {
      isRefused = true;
    },
  });
  const liveCall = signal<Call | null>(null);
  connection.onNotice('call:changed', (notice) => {
    if (notice.chatId === chatId) liveCall.value = notice.call;
  });
  return { connection, liveCall, client: callClient(connection, chatId) };
}

/** The call, as a guest has it: without the chat beside it, and always through the door. */
export function GuestCall(props: {
  texts: GuestTexts;
  title: string;
  pass: GuestPass;
  /** What this tab kept from before is good no more. */
  onStale: () => void;
}) {
  const { texts, title, pass } = props;
  const [line] = useState(() => openLine(pass));
  const { connection, client, liveCall } = line;
  document.title = title;
  useEffect(() => {
    let wasOnline = false;
    const stop = effect(() => {
      const { kind } = connection.status.value;
      wasOnline ||= kind === 'online';
      // Once inside, the screen says itself how the call ended.
      if (kind === 'refused' && !wasOnline) queueMicrotask(props.onStale);
    });
    return () => {
      stop();
      connection.close();
    };
  }, [connection]);
  return (
    <CallScreen
      texts={texts}
      title={title}
      client={client}
      liveCall={liveCall}
      me={pass.me}
      storage={keptChoices}
      // A tab of its own each: nobody else has this name.
      deviceId="web-page"
    />
  );
}
