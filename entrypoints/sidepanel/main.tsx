import '../../components/base.css';
import '../../components/chat/chat.css';
import '../../components/chat/attach.css';
import '../../components/chat/list.css';
import '../../components/chat/messages.css';
import '../../components/people/account-card.css';
import '../../components/people/settings.css';
import '../../components/people/sign-in.css';
import { render } from 'preact';
import { startLook, texts } from '../extension/look.ts';
import { createPageSession } from '../extension/platform.ts';
import { Panel } from './panel.tsx';

startLook();
document.title = texts.value.chats.title;
const root = document.getElementById('root');
const startChat = new URLSearchParams(location.search).get('chat');
const session = createPageSession();

/** The panel in the language of the person. */
function Root() {
  return <Panel texts={texts.value} session={session} startChat={startChat} />;
}
if (root) render(<Root />, root);
