import { ringingAt } from '../../client/chats/ringing.ts';
import type { RingBar as Bar } from '../../components/call/ring-bar.tsx';
import { type LazyView, lazy } from '../../components/ui/lazy.tsx';
import { chatTitle } from '../../i18n/names.ts';
import type { ListTexts } from '../../i18n/ru-list.ts';
import { allTexts, loadAllTexts } from '../extension/look.ts';
import { openCall } from '../extension/open.ts';
import type { PanelCore } from './panel-core.ts';

type Given = Omit<Parameters<typeof Bar>[0], 'texts'> & { texts: ListTexts };

const RingBar: LazyView<Given> = lazy<Given>(async () => {
  const [{ RingBar: Loaded }] = await Promise.all([import('../../components/call/ring-bar.tsx'), loadAllTexts()]);
  return (props: Given) => <Loaded {...props} texts={allTexts.value as Parameters<typeof Bar>[0]['texts']} />;
});

/** A call that rings at me, over whatever the panel shows. */
export function Rings({ texts, core }: { texts: ListTexts; core: PanelCore }) {
  const ringing = ringingAt(core.chats.state.value, core.personId);
  if (!ringing) return null;
  const { call, chat } = ringing;
  const tell = (name: 'call:accept' | 'call:hang-up') =>
    void core.connection.call(name, { callId: call.id }).catch(() => {});
  return (
    <RingBar
      texts={texts}
      chat={chat}
      title={chatTitle(texts, chat)}
      onAccept={() => {
        openCall({ chatId: chat.id, isAnswering: true });
        tell('call:accept');
      }}
      onDecline={() => tell('call:hang-up')}
    />
  );
}
