import '../../components/base.css';
import '../../components/call/call.css';
import '../../components/call/hand.css';
import '../../components/call/whose.css';
import { render } from 'preact';
import { pinPerson } from '../../client/session/pinned.ts';
import { type CallTexts, ruCall } from '../../i18n/ru-call.ts';
import { applyLook, keptLanguage, keptLook } from '../extension/kept-look.ts';
import { createPageSession } from '../extension/platform.ts';
import { CallPage } from './call-page.tsx';

// Who opens a call needs the socket in any case: its library comes while the session is read, not after that.
import('socket.io-client').catch(() => undefined);
applyLook(keptLook());
// Russian is in the first file; English comes with a file of its own, and without it Russian stays.
const english = async () => (await import('../../i18n/en-call.ts')).enCall;
const texts: CallTexts = keptLanguage() === 'en' ? await english().catch(() => ruCall) : ruCall;
document.documentElement.lang = texts.locale;
document.title = texts.call.kicker;
const root = document.getElementById('root');
const query = new URLSearchParams(location.search);
const ask = {
  chatId: query.get('chat'),
  className: query.get('class') ?? undefined,
  subject: query.get('subject') ?? undefined,
  isAnswering: query.has('answer'),
};
// Shown again, by a reload or with the browser's next start, the page asks first.
if (ask.isAnswering) {
  query.delete('answer');
  history.replaceState(null, '', `?${query}`);
}
if (root) render(<CallPage texts={texts} session={pinPerson(createPageSession())} ask={ask} />, root);
