import { recordTexts } from '../../i18n/call-record.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import './record.css';

/** Says to who is not in the call yet that it is recorded; by whom, they learn inside. */
export function RecordAhead({ texts }: { texts: CallTexts }) {
  const words = recordTexts(texts.locale);
  return (
    <p class="call-record-ahead">
      <span class="call-recording">{words.sign}</span> {words.ahead}
    </p>
  );
}
