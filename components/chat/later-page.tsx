import { ChartBarBig, Clock, Pencil, SendHorizontal, Trash2 } from 'lucide';
import { useState } from 'preact/hooks';
import { ClientError } from '../../client/platform.ts';
import { untilTime } from '../../i18n/dates.ts';
import { errorText } from '../../i18n/errors.ts';
import type { Texts } from '../../i18n/ru.ts';
import type { Scheduled } from '../../protocol/scheduled.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { PanelPage } from '../ui/panel-page.tsx';
import { Stage } from '../ui/stage.tsx';
import { TimeField, toField } from './later-dialog.tsx';

/** What one does with what waits; each rejects with ClientError. */
export interface LaterVerbs {
  edit(scheduledId: string, change: { text?: string; sendAt?: number }): Promise<unknown>;
  remove(scheduledId: string): Promise<void>;
  send(scheduledId: string): Promise<void>;
}

/** The text and the time of one that waits. */
function EditDialog(props: {
  texts: Texts;
  scheduled: Scheduled;
  now: number;
  onSave: (change: { text?: string; sendAt: number }) => Promise<void>;
  onClose: () => void;
}) {
  const { texts, scheduled, now } = props;
  const [text, setText] = useState(scheduled.text);
  const [typed, setTyped] = useState(toField(Math.max(scheduled.sendAt, now + 3_600_000)));
  const time = new Date(typed).getTime();
  return (
    <Dialog texts={texts} title={texts.later.editTitle} onClose={props.onClose}>
      <form
        class="later-form"
        onSubmit={(event) => {
          event.preventDefault();
          void props.onSave({ sendAt: time, ...(text === scheduled.text ? {} : { text }) });
        }}
      >
        <label class="later-time">
          {texts.later.text}
          <textarea class="field" rows={4} value={text} onInput={(event) => setText(event.currentTarget.value)} />
        </label>
        <TimeField texts={texts} now={now} value={typed} onInput={setTyped} />
        <button type="submit" class="button button-primary button-wide" disabled={!(time > now)}>
          {texts.messages.save}
        </button>
      </form>
    </Dialog>
  );
}

function Entry(props: { texts: Texts; one: Scheduled; now: number; verbs: LaterVerbs }) {
  const { texts, one, now, verbs } = props;
  const words = texts.later;
  const [problem, setProblem] = useState<string | null>(null);
  const [isEditing, setEditing] = useState(false);
  async function attempt(work: Promise<unknown>) {
    setProblem(null);
    try {
      await work;
      setEditing(false);
    } catch (error) {
      setProblem(errorText(texts, error instanceof ClientError ? error.code : 'internal'));
    }
  }
  const text = one.text || one.poll?.question || '';
  return (
    <li class="later-entry" aria-label={words.menu(text)}>
      <p class="later-when">
        <Icon icon={Clock} />
        <time dateTime={new Date(one.sendAt).toISOString()}>{words.until(untilTime(texts, one.sendAt, now))}</time>
      </p>
      {one.replyTo && <p class="later-quote">{one.replyTo.text}</p>}
      {one.poll && (
        <p class="later-poll">
          <Icon icon={ChartBarBig} />
          {one.poll.question}
        </p>
      )}
      {one.text && <p class="later-text">{one.text}</p>}
      {one.attachments && <p class="later-quote">{words.attached(one.attachments.length)}</p>}
      {one.failed && <p class="error-line">{words.failed(errorText(texts, one.failed))}</p>}
      {problem && (
        <p class="error-line" role="alert">
          {problem}
        </p>
      )}
      <div class="later-actions">
        <button type="button" class="button" onClick={() => void attempt(verbs.send(one.id))}>
          <Icon icon={SendHorizontal} />
          {words.send}
        </button>
        <button type="button" class="icon-button" aria-label={words.edit} onClick={() => setEditing(true)}>
          <Icon icon={Pencil} />
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label={words.remove}
          onClick={() => void attempt(verbs.remove(one.id))}
        >
          <Icon icon={Trash2} />
        </button>
      </div>
      {isEditing && (
        <EditDialog
          texts={texts}
          scheduled={one}
          now={now}
          onSave={(change) => attempt(verbs.edit(one.id, change))}
          onClose={() => setEditing(false)}
        />
      )}
    </li>
  );
}

/** «Отложенные»: what I have put off in one chat, the next one first; what was refused says why. */
export function LaterPage(props: {
  texts: Texts;
  scheduled: Scheduled[];
  now: number;
  verbs: LaterVerbs;
  onBack: () => void;
}) {
  const { texts, scheduled } = props;
  return (
    <PanelPage texts={texts} title={texts.later.page} onBack={props.onBack}>
      <div class="panel-scroll">
        {scheduled.length === 0 ? (
          <Stage icon={Clock} title={texts.later.empty} text={texts.later.emptyText} />
        ) : (
          <ul class="later-list">
            {scheduled.map((one) => (
              <Entry key={one.id} texts={texts} one={one} now={props.now} verbs={props.verbs} />
            ))}
          </ul>
        )}
      </div>
    </PanelPage>
  );
}
