import { useEffect, useState } from 'preact/hooks';
import type { CallRoom } from '../../client/call/room.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import { lazy } from '../ui/lazy.tsx';
import { useHandScope } from './hand-context.tsx';

const RecordSign = lazy(async () => (await import('./record-sign.tsx')).RecordSign);

/** «12:04», or «1:02:04» after an hour. */
function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

function Duration({ since }: { since: number }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return <span class="call-duration">{duration(now - since)}</span>;
}

/** Which call this is, how long it goes on, and how good the connection is. */
export function CallHeader({ texts, title, room }: { texts: CallTexts; title: string; room: CallRoom }) {
  const ticket = room.ticket.value;
  const recording = useHandScope()?.hand.room.value?.recording;
  const quality = room.participants.value.find((one) => one.isMe)?.quality ?? 'unknown';
  return (
    <section class="call-header" aria-labelledby="call-title">
      <h1 id="call-title" tabIndex={-1}>
        {title}
      </h1>
      {recording && <RecordSign texts={texts} recording={recording} />}
      {ticket && <Duration since={ticket.call.startedAt} />}
      {room.status.value.status === 'connected' && (
        <span class={`call-quality is-${quality}`}>{texts.call.quality[quality]}</span>
      )}
    </section>
  );
}
