import '../../components/base.css';
import '../../components/people/account-card.css';
import '../../components/people/accounts.css';
import '../../components/people/sign-in.css';
import './popup.css';
import { render } from 'preact';
import { ru } from '../../i18n/ru.ts';
import { browser } from '../extension/browser.ts';
import { createPageSession } from '../extension/platform.ts';
import { Popup } from './popup.tsx';

document.title = ru.common.product;
const root = document.getElementById('root');
// Known before the click: opening the panel must not wait for anything.
const windowId = (await browser.windows.getCurrent()).id ?? 0;
if (root) render(<Popup texts={ru} session={createPageSession()} windowId={windowId} />, root);
