import './first.css';
import { render } from 'preact';
import { startLook, texts } from '../extension/look.ts';
import { createPageSession } from '../extension/platform.ts';
import { followDiary } from './diary-beside.ts';
import { Panel } from './panel.tsx';

// What the list waits for is asked for first, all at once.
const session = createPageSession();
const diary = followDiary();
await startLook();
document.title = texts.value.chats.title;
const root = document.getElementById('root');
const startChat = new URLSearchParams(location.search).get('chat');

/** The panel in the language of the person. */
function Root() {
  return <Panel texts={texts.value} session={session} diary={diary} startChat={startChat} />;
}
if (root) render(<Root />, root);
