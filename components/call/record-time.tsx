import { useEffect, useState } from 'preact/hooks';
import type { RecordDesk } from '../../client/call/record/desk.ts';
import type { RecordTexts } from '../../i18n/call-record.ts';
import { playTime } from '../../i18n/sizes.ts';

/** How much is recorded, by the second, for who records. */
export function RecordTime({ words, desk }: { words: RecordTexts; desk: RecordDesk }) {
  const [, redraw] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => redraw((count) => count + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return <span class="call-record-time">{words.on(playTime(desk.length()), desk.part.value)}</span>;
}
