import type { CallFlow } from '../../client/call/flow.ts';
import { errorText } from '../../i18n/errors.ts';
import { personName } from '../../i18n/names.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import type { CallState } from '../../protocol/calls.ts';
import type { Person } from '../../protocol/people.ts';
import { PersonAvatar } from '../ui/avatar.tsx';
import { lazy } from '../ui/lazy.tsx';
import { DeviceErrors } from './device-errors.tsx';
import { DeviceFields } from './device-fields.tsx';
import { DeviceToggle } from './device-toggle.tsx';
import { LevelMeter } from './level-meter.tsx';
import { OwnPicture } from './own-picture.tsx';

/** Before one is in a call that is recorded. */
export const RecordAhead = lazy(async () => (await import('./record-ahead.tsx')).RecordAhead);

export interface LobbyProps {
  texts: CallTexts;
  title: string;
  isDirect: boolean;
  me: Person;
  state: CallState;
  flow: CallFlow;
  /** The page that checks the connection, in a tab of its own. */
  checkUrl?: string | undefined;
}

/** How I will be seen and heard. */
export function Preview({ texts, me, flow }: Pick<LobbyProps, 'texts' | 'me' | 'flow'>) {
  const { devices } = flow;
  const camera = devices.camera.state.value;
  return (
    <div class="lobby-preview">
      <div class="lobby-picture">
        {camera.status === 'on' ? (
          <OwnPicture track={camera.track} label={texts.call.preview} />
        ) : (
          <span class="lobby-no-picture">
            <PersonAvatar person={me} size={88} />
            {camera.status === 'off' && <span>{texts.call.cameraIsOff}</span>}
          </span>
        )}
        <span class="call-name">{texts.call.you}</span>
        <div class="lobby-toggles">
          <DeviceToggle texts={texts} kind="microphone" device={devices.microphone} />
          <DeviceToggle texts={texts} kind="camera" device={devices.camera} />
        </div>
      </div>
      <LevelMeter texts={texts} devices={devices} />
    </div>
  );
}

/** Faces and names of who is inside already. */
function Inside({ texts, people, count }: { texts: CallTexts; people: Person[]; count: number }) {
  const [first] = people;
  return (
    <div class="lobby-inside" role="status">
      {people.length > 0 && (
        <span class="lobby-faces">
          {people.slice(0, 3).map((person) => (
            <PersonAvatar key={person.id} person={person} size={28} />
          ))}
        </span>
      )}
      <span>
        {first && texts.call.inside(personName(first), Math.max(count, people.length) - 1)}
        {/* Whom the school does not know is told how many there are, and not who. */}
        {!first && (count > 0 ? texts.callView.inCall(count) : texts.call.nobody)}
      </span>
    </div>
  );
}

/** What can be done now: join, start, or wait. */
function Actions({ texts, isDirect, state, flow }: Pick<LobbyProps, 'texts' | 'isDirect' | 'state' | 'flow'>) {
  const { devices } = flow;
  const isLive = state.call !== null;
  if (state.service.status === 'unavailable' || (!isLive && !state.canStart)) return null;
  const enter = isLive ? flow.join : flow.start;
  const hasNoMicrophone = devices.microphone.state.value.status === 'failed';
  const failure = flow.failure.value;
  return (
    <div class="lobby-actions">
      {failure && (
        <p class="error-line" role="alert">
          {errorText(texts, failure)}
        </p>
      )}
      <button
        type="button"
        class="button button-live lobby-join"
        disabled={flow.isBusy.value}
        onClick={() => void enter()}
      >
        {isLive ? texts.call.join : isDirect ? texts.call.direct.start : texts.call.start}
      </button>
      <button
        type="button"
        class="link-button"
        disabled={flow.isBusy.value}
        onClick={() => {
          if (!hasNoMicrophone) devices.turnOff();
          void enter();
        }}
      >
        {hasNoMicrophone ? texts.call.withoutMicrophone : texts.call.withoutDevices}
      </button>
    </div>
  );
}

/** What the page asks or says: of a call that goes on, of one that I may begin, of one that another begins. */
function headline({ texts, title, isDirect, state }: Pick<LobbyProps, 'texts' | 'title' | 'isDirect' | 'state'>): {
  title: string;
  text?: string;
} {
  if (state.service.status === 'unavailable') {
    return { title: texts.call.unavailableTitle, text: state.service.reason };
  }
  if (state.call) return { title: texts.call.confirm(title) };
  if (state.canStart) return { title: (isDirect ? texts.call.direct.title : texts.call.teacherTitle)(title) };
  const { notStarted, notStartedText } = isDirect ? texts.call.direct : texts.call;
  return { title: notStarted, text: notStartedText };
}

/** Before the call: confirm, look at oneself, choose devices, see who is inside; it turns live by itself. */
export function Lobby(props: LobbyProps) {
  const { texts, title, me, state, flow } = props;
  const { devices } = flow;
  const head = headline(props);
  const isPlain = head.text !== undefined;
  return (
    <main class="lobby">
      <div class="lobby-card">
        <Preview texts={texts} me={me} flow={flow} />
        <div class="lobby-side">
          <div>
            <p class="lobby-kicker">{isPlain ? title : texts.call.kicker}</p>
            <h1 tabIndex={-1}>{head.title}</h1>
            <div role="status">
              {head.text && <p class="lobby-text">{head.text}</p>}
              {state.call?.isRecorded && <RecordAhead texts={texts} />}
            </div>
          </div>
          {state.call && !isPlain && (
            <Inside texts={texts} people={state.participants} count={state.call.participantCount} />
          )}
          <div class="lobby-devices">
            <DeviceErrors texts={texts} devices={devices} />
            <DeviceFields texts={texts} devices={devices} />
          </div>
          <Actions texts={texts} isDirect={props.isDirect} state={state} flow={flow} />
          {props.checkUrl && (
            <a class="link-button lobby-check" href={props.checkUrl} target="_blank" rel="noreferrer">
              {texts.callView.check}
            </a>
          )}
        </div>
      </div>
    </main>
  );
}
