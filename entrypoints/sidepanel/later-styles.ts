// The styles of everything but the first screen: fetched with whatever of it is opened first (pages.tsx).
import '../../components/chat/attach.css';
import '../../components/chat/invites.css';
import '../../components/chat/messages.css';
import '../../components/chat/own-chats.css';
import '../../components/people/account-card.css';
import '../../components/people/accounts.css';
import '../../components/people/settings.css';
import '../../components/people/sign-in.css';
