import '../../components/base.css';
import '../../components/call/call.css';
import '../../components/call/hand.css';
import './guest.css';
import { render } from 'preact';
import { ruGuest } from '../../i18n/ru-guest.ts';
import { GuestPage } from './guest-page.tsx';

document.title = ruGuest.guest.title;
const root = document.getElementById('root');
if (root) render(<GuestPage texts={ruGuest} />, root);
