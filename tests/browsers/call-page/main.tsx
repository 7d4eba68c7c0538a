import { signal } from '@preact/signals';
import { render } from 'preact';
import type { CallClient } from '../../../client/call/flow.ts';
import type { CallNotice } from '../../../client/call/hand.ts';
import { keptChoices } from '../../../client/call/kept-choices.ts';
import { ClientError, type ClientErrorCode } from '../../../client/platform.ts';
import '../../../components/base.css';
import '../../../components/call/call.css';
import '../../../components/call/hand.css';
import { CallScreen } from '../../../components/call/call-screen.tsx';
import type { SaveFile } from '../../../components/call/call-view.tsx';
import { ru } from '../../../i18n/ru.ts';
import type { Call } from '../../../protocol/calls.ts';
import type { Person } from '../../../protocol/people.ts';

/** The call page of a person of the test's school: `?person=anna&chat=algebra`. Commands go over HTTP. */
const query = new URLSearchParams(location.search);
const chatId = query.get('chat') ?? '';
const personId = query.get('person') ?? '';

async function command<T>(name: string, input: object): Promise<T> {
  const response = await fetch(`/command/${name}?person=${personId}`, {
    ...{ method: 'POST', body: JSON.stringify(input) },
    headers: { 'content-type': 'application/json' },
  }).catch(() => {
    throw new ClientError('offline');
  });
  const body = (await response.json()) as T & { code: ClientErrorCode };
  if (!response.ok) throw new ClientError(body.code);
  return body;
}

const me = await command<Person>('me', {});
const { call } = await command<{ call: Call | null }>('call:state', { chatId });
const liveCall = signal(call);
const listeners = new Set<Parameters<CallClient['follow']>[0]>();
new EventSource(`/notices?person=${personId}`).onmessage = ({ data }) => {
  const told = JSON.parse(data) as CallNotice | { name: 'call:changed'; notice: { chatId: string; call: Call | null } };
  if (told.name !== 'call:changed') for (const listener of listeners) listener(told);
  else if (told.notice.chatId === chatId) liveCall.value = told.notice.call;
};

/** What was sent into the chat, for the test to look at; `window.isDiskFull` refuses it. */
const saved: { to: object; file: Blob }[] = [];
Object.assign(window, { saved });
const saveFile: SaveFile = async (to, file, onSent) => {
  if ('isDiskFull' in window) throw new ClientError('storage');
  // As a database does it: what the file was made of may go now.
  saved.push({ to, file: new Blob([await file.arrayBuffer()], { type: file.type }) });
  onSent(1);
};

render(
  <CallScreen
    {...{ texts: ru, title: '7\u00a0Б\u00a0— Алгебра', liveCall, me }}
    storage={keptChoices}
    deviceId={query.get('device') ?? 'device-page'}
    client={{
      state: () => command('call:state', { chatId }),
      start: () => command('call:start', { chatId }),
      join: (deviceId) => command('call:join', { chatId, deviceId }),
      end: (callId) => command('call:end', { callId }),
      hangUp: (callId) => command('call:hang-up', { callId }),
      attendance: (callId) => command('call:attendance', { callId }),
      act: command,
      follow(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      onBack: () => () => {},
    }}
    playKnock={() => {
      document.documentElement.dataset.knocks = String(Number(document.documentElement.dataset.knocks ?? 0) + 1);
    }}
    chat={{ unread: signal(0), view: () => null, saveFile }}
    onClose={() => window.close()}
  />,
  document.getElementById('root') as HTMLElement,
);
