import '../../components/base.css';
import '../../components/call/call.css';
import { render } from 'preact';
import { allTexts, loadAllTexts, startLook } from '../extension/look.ts';
import { createPageSession } from '../extension/platform.ts';
import { CheckPage } from './check-page.tsx';

await Promise.all([startLook(), loadAllTexts()]);
const root = document.getElementById('root');
if (root && allTexts.value) {
  document.title = allTexts.value.check.title;
  render(<CheckPage texts={allTexts.value} session={createPageSession()} />, root);
}
