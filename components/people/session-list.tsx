import { CircleAlert, Monitor, Smartphone } from 'lucide';
import { listTime } from '../../i18n/dates.ts';
import { errorText } from '../../i18n/errors.ts';
import type { Texts } from '../../i18n/ru.ts';
import type { SessionInfo } from '../../protocol/sessions.ts';
import { ListSkeleton } from '../chat/skeleton.tsx';
import { Icon } from '../ui/icon.tsx';
import { PanelPage } from '../ui/panel-page.tsx';
import { Stage } from '../ui/stage.tsx';
import type { Loaded } from '../ui/use-loaded.ts';

/** The more special name first: each of these also calls itself Chrome or Safari. */
const BROWSERS: [RegExp, string][] = [
  [/YaBrowser\//, 'Yandex Browser'],
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const SYSTEMS: [RegExp, string][] = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
];

const named = (names: [RegExp, string][], userAgent: string) =>
  names.find(([pattern]) => pattern.test(userAgent))?.[1] ?? '';

/** «Chrome, Windows», as far as the browser says. */
export function deviceName(texts: Texts, userAgent: string): string {
  const [browser, system] = [named(BROWSERS, userAgent), named(SYSTEMS, userAgent)];
  if (browser) return texts.settings.device(browser, system);
  return system || texts.settings.unknownDevice;
}

function Row(props: { texts: Texts; session: SessionInfo; now: number; onEnd: (id: string) => void }) {
  const { texts, session, now } = props;
  const name = deviceName(texts, session.userAgent);
  const isPhone = /Android|iPhone|iPad/.test(session.userAgent);
  return (
    <li class="session">
      <Icon icon={isPhone ? Smartphone : Monitor} />
      <span class="hit-text">
        <span class="hit-title">{name}</span>
        <span class="hit-excerpt">
          {session.isCurrent
            ? texts.settings.signedInAt(listTime(texts, session.createdAt, now))
            : texts.settings.seen(listTime(texts, session.seenAt, now))}
        </span>
      </span>
      {!session.isCurrent && (
        <button
          type="button"
          class="link-button"
          aria-label={texts.settings.endSessionOf(name)}
          onClick={() => props.onEnd(session.id)}
        >
          {texts.settings.endSession}
        </button>
      )}
    </li>
  );
}

function Sessions(props: {
  texts: Texts;
  sessions: SessionInfo[];
  now: number;
  onEnd: (sessionId: string | null) => void;
}) {
  const { texts, sessions } = props;
  const others = sessions.filter(({ isCurrent }) => !isCurrent);
  return (
    <div class="panel-scroll settings">
      <h2 class="search-heading">{texts.settings.current}</h2>
      <ul>
        {sessions
          .filter(({ isCurrent }) => isCurrent)
          .map((session) => (
            <Row key={session.id} {...props} session={session} />
          ))}
      </ul>
      <h2 class="search-heading">{texts.settings.others}</h2>
      {others.length === 0 && <p class="setting-note">{texts.settings.noOthers}</p>}
      <ul>
        {others.map((session) => (
          <Row key={session.id} {...props} session={session} />
        ))}
      </ul>
      {others.length > 0 && (
        <button type="button" class="button button-danger" onClick={() => props.onEnd(null)}>
          {texts.settings.endOthers}
        </button>
      )}
    </div>
  );
}

/** «Устройства и сеансы»: where my account is signed in. Ending asks nobody: signing in again is one click. */
export function SessionList(props: {
  texts: Texts;
  loaded: Loaded<SessionInfo[]>;
  now: number;
  onEnd: (sessionId: string | null) => void;
  onRetry: () => void;
  onBack: () => void;
}) {
  const { texts, loaded } = props;
  return (
    <PanelPage texts={texts} title={texts.settings.sessions} onBack={props.onBack}>
      {loaded.status === 'loading' && <ListSkeleton label={texts.common.loading} />}
      {loaded.status === 'failed' && (
        <Stage icon={CircleAlert} title={errorText(texts, loaded.code)}>
          <button type="button" class="button button-primary" onClick={props.onRetry}>
            {texts.common.retry}
          </button>
        </Stage>
      )}
      {loaded.status === 'ready' && (
        <Sessions texts={texts} sessions={loaded.value} now={props.now} onEnd={props.onEnd} />
      )}
    </PanelPage>
  );
}
