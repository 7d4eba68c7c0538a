import { Square } from 'lucide';
import { useEffect } from 'preact/hooks';
import { currentDesk } from '../../client/call/record/current.ts';
import { recordTexts } from '../../i18n/call-record.ts';
import { personName } from '../../i18n/names.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import type { CallRecording } from '../../protocol/call-room.ts';
import { Icon } from '../ui/icon.tsx';
import { useHandScope } from './hand-context.tsx';
import { RecordTime } from './record-time.tsx';
import './record.css';

/**
 * «Идёт запись», for everybody who is inside as long as it does; with a sound when it begins and for who comes later.
 * Who records ends it here.
 */
export function RecordSign({ texts, recording }: { texts: CallTexts; recording: CallRecording }) {
  const words = recordTexts(texts.locale);
  const playKnock = useHandScope()?.playKnock;
  const desk = currentDesk.value;
  useEffect(() => playKnock?.(), [recording.since]);
  return (
    <>
      <span class="call-recording" title={words.by(personName(recording.by))}>
        {words.sign}
        {desk?.status.value === 'on' && <RecordTime words={words} desk={desk} />}
      </span>
      {desk?.status.value === 'on' && (
        <button
          type="button"
          class="icon-button call-record-stop"
          aria-label={words.stop}
          title={words.stop}
          onClick={() => void desk.stop()}
        >
          <Icon icon={Square} />
        </button>
      )}
    </>
  );
}
