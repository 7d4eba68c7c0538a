import { useEffect } from 'preact/hooks';
import { recordTexts } from '../../i18n/call-record.ts';
import { personName } from '../../i18n/names.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import type { CallRecording } from '../../protocol/call-room.ts';
import { useHandScope } from './hand-context.tsx';
import './record.css';

/** «Идёт запись», for everybody who is inside as long as it does; with a sound when it begins and for who comes later. */
export function RecordSign({ texts, recording }: { texts: CallTexts; recording: CallRecording }) {
  const words = recordTexts(texts.locale);
  const playKnock = useHandScope()?.playKnock;
  useEffect(() => playKnock?.(), [recording.since]);
  return (
    <span class="call-recording" title={words.by(personName(recording.by))}>
      {words.sign}
    </span>
  );
}
