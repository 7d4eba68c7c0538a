import '../sidepanel/first.css';
import '../sidepanel/later-styles.ts';
import '../../components/call/call-more.css';
import { useEffect, useState } from 'preact/hooks';
import { type App, startMessenger } from '../../client/app.ts';
import type { Core, CoreDeps } from '../../client/core.ts';
import { ListSkeleton } from '../../components/chat/skeleton.tsx';
import { PartMissing } from '../../components/ui/lazy.tsx';
import { shortName } from '../../i18n/names.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import type { Chat } from '../../protocol/chats.ts';
import { inviteUrl } from '../../protocol/invites.ts';
import type { Me } from '../../protocol/people.ts';
import { browser } from '../extension/browser.ts';
import { allTexts, loadAllTexts } from '../extension/look.ts';
import { openChatPanel } from '../extension/open.ts';
import { useNow } from '../extension/use-now.ts';
import { OpenChatPage } from '../sidepanel/open-chat-page.tsx';

export interface ChatBesideProps {
  texts: CallTexts;
  core: Core;
  session: CoreDeps['session'];
  chat: Chat;
  me: Me;
  onClose: () => void;
}

/** What one writes and reads with, over the page's own core; null while it starts. */
function useMessenger({ core, session }: Pick<ChatBesideProps, 'core' | 'session'>): App | 'failed' | null {
  const [app, setApp] = useState<App | 'failed' | null>(null);
  useEffect(() => {
    let isGone = false;
    let started: App | undefined;
    async function start() {
      // The core is the call's: it goes on when the chat is closed.
      const messenger = await startMessenger({ ...core, close: () => {} }, { session, shortName });
      if (isGone) return messenger.close();
      started = messenger;
      await loadAllTexts();
      if (!isGone) setApp(messenger);
    }
    start().catch(() => setApp('failed'));
    return () => {
      isGone = true;
      started?.close();
    };
  }, [core, session]);
  return app;
}

/** The chat of the call, as the panel has it, beside the pictures. */
export function ChatBeside(props: ChatBesideProps) {
  const { core, chat, me } = props;
  const app = useMessenger(props);
  const now = useNow();
  const words = allTexts.value;
  if (app === 'failed') return <PartMissing texts={props.texts} isPage={false} />;
  if (!app || !words) return <ListSkeleton label={props.texts.common.loading} />;
  return (
    <OpenChatPage
      texts={words}
      app={app}
      chat={chat}
      myId={me.id}
      now={now}
      startOrdinal={null}
      isInCall={true}
      onBack={props.onClose}
      onCall={() => {}}
      onWrite={async (personId) => {
        const { chat: direct } = await core.connection.call('chat:direct', { personId });
        await openChatPanel(direct.id);
      }}
      onJoin={(secret) => void browser.tabs.create({ url: inviteUrl(core.serverUrl, secret) })}
    />
  );
}
