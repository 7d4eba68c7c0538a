import '@preact/signals';
import type { ReadonlySignal } from '@preact/signals-core';
import { TriangleAlert } from 'lucide';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { KeyValue } from '../../client/call/devices.ts';
import { type CallClient, type CallFlow, createCallFlow } from '../../client/call/flow.ts';
import { errorText } from '../../i18n/errors.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import type { Call } from '../../protocol/calls.ts';
import type { Person } from '../../protocol/people.ts';
import { lazy } from '../ui/lazy.tsx';
import { Stage } from '../ui/stage.tsx';
import { CallView, type ChatBeside, IN_CALL } from './call-view.tsx';
import { HandContext } from './hand-context.tsx';
import { Lobby } from './lobby.tsx';

const OverScreen = lazy(async () => (await import('./over-screen.tsx')).OverScreen);
const LobbyWaiting = lazy(async () => (await import('./lobby-waiting.tsx')).LobbyWaiting);

export interface CallScreenProps {
  texts: CallTexts;
  /** The chat's title. */
  title: string;
  /** Two people's own chat: there is no lesson in it. */
  isDirect?: boolean;
  /** It rings, and was taken: the page goes in by itself. */
  isAnswering?: boolean;
  client: CallClient;
  /** The chat's call as `call:changed` tells it. */
  liveCall: ReadonlySignal<Call | null>;
  me: Person;
  /** Remembers the choice of devices in this browser. */
  storage: KeyValue;
  /** The same for this browser at every time: a second join with it replaces the first. */
  deviceId: string;
  /** A short sound: somebody knocks at the door of a call that I lead. */
  playKnock?: () => void;
  /** The chat of the call, beside the pictures. */
  chat?: ChatBeside;
  /** The page that checks the connection. */
  checkUrl?: string;
  /** Closes the tab, where the page can. */
  onClose?: () => void;
}

/** Nothing for the first moment: a skeleton that flashes is worse than none. */
function Loading({ texts }: { texts: CallTexts }) {
  return (
    <main class="lobby" aria-busy="true">
      <p class="lobby-loading" role="status">
        {texts.common.loading}
      </p>
    </main>
  );
}

function Phase(props: CallScreenProps & { flow: CallFlow }) {
  const { texts, title, me, flow } = props;
  const phase = flow.phase.value;
  const state = flow.state.value;
  if (phase.kind === 'call') {
    const { room, hand } = phase;
    const status = room.status.value;
    if (status.status === 'waiting') {
      return <LobbyWaiting texts={texts} title={title} me={me} flow={flow} reason={status.reason} />;
    }
    const { playKnock = () => {}, storage, chat, checkUrl, isDirect = false } = props;
    return (
      <HandContext.Provider value={{ hand, participants: room.participants, me, playKnock }}>
        <CallView {...{ texts, title, isDirect, flow, room, storage, chat, checkUrl }} />
      </HandContext.Provider>
    );
  }
  if (phase.kind === 'left' || phase.kind === 'over') {
    return (
      <OverScreen
        texts={texts}
        phase={phase}
        flow={flow}
        isDirect={props.isDirect === true}
        {...(props.onClose ? { onClose: props.onClose } : {})}
      />
    );
  }
  if (phase.kind === 'error') {
    const text = errorText(texts, phase.code);
    return (
      <main class="call-over">
        <Stage icon={TriangleAlert} title={texts.call.failedTitle} text={text}>
          <button type="button" class="button button-primary" onClick={flow.retry}>
            {texts.common.retry}
          </button>
        </Stage>
      </main>
    );
  }
  if (phase.kind === 'loading' || !state) return <Loading texts={texts} />;
  const isDirect = props.isDirect === true;
  return <Lobby {...{ texts, title, isDirect, me, state, flow }} checkUrl={props.checkUrl} />;
}

/** The whole call of one chat: confirm and preview, waiting, the call, and its end. */
export function CallScreen(props: CallScreenProps) {
  const [flow] = useState(() => createCallFlow(props));
  const root = useRef<HTMLDivElement>(null);
  const { kind } = flow.phase.value;
  const shown = useRef(kind);
  useEffect(() => () => flow.close(), [flow]);
  useEffect(() => {
    // Another screen is announced by its title; the first one is announced by the page itself.
    if (shown.current !== 'loading' && shown.current !== kind) root.current?.querySelector('h1')?.focus();
    shown.current = kind;
  }, [kind]);
  useEffect(() => {
    // What a lobby and a call lead to is there when they do.
    void flow.calm.then(() => {
      for (const view of [...IN_CALL, LobbyWaiting, OverScreen]) void view.load();
    });
  }, [flow]);
  return (
    <div ref={root} class="call-screen" data-phase={kind}>
      <Phase {...props} flow={flow} />
    </div>
  );
}
