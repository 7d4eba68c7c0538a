import { useEffect, useState } from 'preact/hooks';
import { recordTexts } from '../../i18n/call-record.ts';
import { personName } from '../../i18n/names.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import type { HandScope } from './hand-context.tsx';

/** Said for so long, ms; the sign stays. */
const SAID_FOR = 10_000;

/** Says to all but who records that they are recorded, when it begins or when they come. */
export function RecordNotice({ texts, scope }: { texts: CallTexts; scope: HandScope }) {
  const recording = scope.hand.room.value?.recording ?? null;
  const [gone, setGone] = useState(0);
  useEffect(() => {
    if (!recording) return;
    const timer = setTimeout(() => setGone(recording.since), SAID_FOR);
    return () => clearTimeout(timer);
  }, [recording?.since]);
  if (!recording || recording.since === gone || recording.by.id === scope.me.id) return null;
  return <p class="call-notice">{recordTexts(texts.locale).told(personName(recording.by))}</p>;
}
