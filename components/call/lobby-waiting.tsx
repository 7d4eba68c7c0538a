import type { CallFlow } from '../../client/call/flow.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import type { Person } from '../../protocol/people.ts';
import { Preview, RecordAhead } from './lobby.tsx';

/** Before the door: the preview stays, and the page comes in by itself. */
export function LobbyWaiting(props: {
  texts: CallTexts;
  title: string;
  me: Person;
  flow: CallFlow;
  reason: 'staff' | 'knock';
}) {
  const { texts, title, me, flow, reason } = props;
  const words = texts.call.hand;
  return (
    <main class="lobby">
      <div class="lobby-card">
        <Preview texts={texts} me={me} flow={flow} />
        <div class="lobby-side" role="status">
          <div>
            <p class="lobby-kicker">{title}</p>
            <h1 tabIndex={-1}>{reason === 'staff' ? words.waitingTitle : words.knockingTitle}</h1>
            <p class="lobby-text">{reason === 'staff' ? words.waitingText : words.knockingText}</p>
            {flow.state.value?.call?.isRecorded && <RecordAhead texts={texts} />}
          </div>
          <div class="lobby-actions">
            <button type="button" class="button button-wide" onClick={flow.leave}>
              {words.giveUp}
            </button>
          </div>
        </div>
      </div>
    </main>
  );
}
