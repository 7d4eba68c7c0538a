import '../../components/base.css';
import '../../components/chat/chat.css';
import '../../components/people/account-card.css';
import '../../components/people/sign-in.css';
import { render } from 'preact';
import { ru } from '../../i18n/ru.ts';
import { createPageSession } from '../extension/platform.ts';
import { Panel } from './panel.tsx';

document.title = ru.chats.title;
const root = document.getElementById('root');
const startChat = new URLSearchParams(location.search).get('chat');
if (root) render(<Panel texts={ru} session={createPageSession()} startChat={startChat} />, root);
