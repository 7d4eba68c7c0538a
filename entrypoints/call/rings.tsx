import { ringingAt } from '../../client/chats/ringing.ts';
import type { Core } from '../../client/core.ts';
import { RingBar } from '../../components/call/ring-bar.tsx';
import { chatTitle } from '../../i18n/names.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import { callPath } from '../extension/open.ts';

/** A call that rings while this page is open; taking it makes this page that call's. */
export function Rings({ texts, app }: { texts: CallTexts; app: Core }) {
  const ringing = ringingAt(app.chats.state.value, app.personId);
  if (!ringing) return null;
  const { call, chat } = ringing;
  const tell = (name: 'call:accept' | 'call:hang-up') => app.connection.call(name, { callId: call.id }).catch(() => {});
  return (
    <RingBar
      texts={texts}
      chat={chat}
      title={chatTitle(texts, chat)}
      onAccept={() =>
        void tell('call:accept').then(() => location.assign(callPath({ chatId: chat.id, isAnswering: true })))
      }
      onDecline={() => void tell('call:hang-up')}
    />
  );
}
