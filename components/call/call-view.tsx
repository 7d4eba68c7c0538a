import { useEffect, useState } from 'preact/hooks';
import type { CallFlow } from '../../client/call/flow.ts';
import { type CallParticipant, visibleOf } from '../../client/call/participants-order.ts';
import type { CallRoom } from '../../client/call/room.ts';
import { errorText } from '../../i18n/errors.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import { lazy } from '../ui/lazy.tsx';
import { AttendanceButton } from './attendance-button.tsx';
import { CallControls } from './call-controls.tsx';
import { DeviceErrors } from './device-errors.tsx';
import { Tile } from './tile.tsx';

// Not in the first picture of a call.
const HandNotices = lazy(async () => (await import('./hand-notices.tsx')).HandNotices);
const ParticipantsPanel = lazy(async () => (await import('./participants-panel.tsx')).ParticipantsPanel);

const MOST_TILES = { narrow: 6, wide: 12 };

function useNarrow(): boolean {
  const [query] = useState(() => matchMedia('(max-width: 40rem)'));
  const [isNarrow, setNarrow] = useState(query.matches);
  useEffect(() => {
    const onChange = () => setNarrow(query.matches);
    query.addEventListener('change', onChange);
    return () => query.removeEventListener('change', onChange);
  }, [query]);
  return isNarrow;
}

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

function Grid(props: { texts: CallTexts; participants: CallParticipant[]; onMore: () => void }) {
  const { texts, participants } = props;
  const isNarrow = useNarrow();
  const most = isNarrow ? MOST_TILES.narrow : MOST_TILES.wide;
  const isFull = participants.length > most;
  const shown = visibleOf(participants, isFull ? most - 1 : most);
  const count = shown.length + Number(isFull);
  const columns = isNarrow ? (count > 2 ? 2 : 1) : Math.ceil(Math.sqrt(count));
  return (
    <ul class="call-grid" style={{ '--columns': columns }}>
      {shown.map((participant) => (
        <Tile key={participant.person.id} texts={texts} participant={participant} />
      ))}
      {isFull && (
        <li class="call-tile">
          <button type="button" class="call-more" aria-label={texts.call.showParticipants} onClick={props.onMore}>
            {texts.call.more(participants.length - shown.length)}
          </button>
        </li>
      )}
    </ul>
  );
}

/** In the call. Whatever the connection does, one can leave. */
export function CallView(props: {
  texts: CallTexts;
  title: string;
  isDirect: boolean;
  flow: CallFlow;
  room: CallRoom;
}) {
  const { texts, title, isDirect, flow, room } = props;
  const [arePeopleShown, setPeopleShown] = useState(false);
  const status = room.status.value;
  const ticket = room.ticket.value;
  const participants = room.participants.value;
  const quality = participants.find((one) => one.isMe)?.quality ?? 'unknown';
  const failure = flow.failure.value;
  const togglePeople = () => setPeopleShown((shown) => !shown);
  return (
    <main class="call">
      <header class="call-header">
        <h1 tabIndex={-1}>{title}</h1>
        {ticket && <Duration since={ticket.call.startedAt} />}
        {status.status === 'connected' && (
          <span class={`call-quality is-${quality}`}>{texts.call.quality[quality]}</span>
        )}
      </header>
      <div class="call-notices" role="status">
        {status.status === 'connecting' && <p class="call-notice">{texts.call.connecting}</p>}
        {status.status !== 'failed' && flow.state.value?.call?.isRinging && (
          <p class="call-notice">{texts.call.direct.ringing}</p>
        )}
        {status.status === 'reconnecting' && <p class="call-notice">{texts.call.reconnecting}</p>}
        {failure && <p class="call-notice">{errorText(texts, failure)}</p>}
        <HandNotices texts={texts} />
      </div>
      <div class={arePeopleShown ? 'call-body has-people' : 'call-body'}>
        {status.status === 'failed' ? (
          <div class="call-failed" role="alert">
            <h2>{texts.call.failedTitle}</h2>
            <p>{status.code === 'media' ? texts.call.mediaFailed : errorText(texts, status.code)}</p>
            <button type="button" class="button button-primary" onClick={() => void flow.join()}>
              {texts.common.retry}
            </button>
          </div>
        ) : (
          <Grid texts={texts} participants={participants} onMore={() => setPeopleShown(true)} />
        )}
        {arePeopleShown && (
          <ParticipantsPanel
            texts={texts}
            participants={participants}
            all={ticket?.people.length ?? 0}
            attendance={ticket?.canEnd && !isDirect && <AttendanceButton texts={texts} load={flow.attendance} />}
            onClose={() => setPeopleShown(false)}
          />
        )}
      </div>
      <DeviceErrors texts={texts} devices={flow.devices} />
      <CallControls
        texts={texts}
        devices={flow.devices}
        canEnd={!isDirect && (ticket?.canEnd ?? false)}
        arePeopleShown={arePeopleShown}
        onPeople={togglePeople}
        onLeave={flow.leave}
        onEnd={() => void flow.endForAll()}
      />
    </main>
  );
}
