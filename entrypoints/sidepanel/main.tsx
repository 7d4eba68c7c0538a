import '../../components/base.css';
import '../../components/chat/chat.css';
import '../../components/chat/list.css';
import { render } from 'preact';
import { startLook, texts } from '../extension/look.ts';
import { createPageSession } from '../extension/platform.ts';
import { Panel } from './panel.tsx';

await startLook();
document.title = texts.value.chats.title;
const root = document.getElementById('root');
const startChat = new URLSearchParams(location.search).get('chat');
const session = createPageSession();

/** The panel in the language of the person. */
function Root() {
  return <Panel texts={texts.value} session={session} startChat={startChat} />;
}
if (root) render(<Root />, root);
