import { Clock } from 'lucide';
import { useState } from 'preact/hooks';
import { untilTime } from '../../i18n/dates.ts';
import type { Texts } from '../../i18n/ru.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';

/** A moment as `datetime-local` writes it, by this machine's clock. */
export function toField(time: number): string {
  const local = new Date(time - new Date(time).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/** A day from today on at an hour, Unix ms. */
function dayAt(now: number, days: number, hour: number): number {
  const day = new Date(now);
  day.setDate(day.getDate() + days);
  return day.setHours(hour, 0, 0, 0);
}

/** The times that are offered: those that have passed are not, nor Monday where it is tomorrow. */
export function offeredTimes(texts: Texts, now: number): { text: string; sendAt: number }[] {
  const words = texts.later;
  const toMonday = (8 - new Date(now).getDay()) % 7 || 7;
  return [
    { text: words.inHour, sendAt: now + 3_600_000 },
    { text: words.evening, sendAt: dayAt(now, 0, 18) },
    { text: words.morning, sendAt: dayAt(now, 1, 8) },
    ...(toMonday > 1 ? [{ text: words.monday, sendAt: dayAt(now, toMonday, 8) }] : []),
  ].filter(({ sendAt }) => sendAt >= now + 3_600_000);
}

/** A date and a time in the future, as the browser asks for them. */
export function TimeField(props: { texts: Texts; now: number; value: string; onInput: (value: string) => void }) {
  return (
    <label class="later-time">
      {props.texts.later.time}
      <input
        class="field"
        type="datetime-local"
        required
        min={toField(props.now + 60_000)}
        value={props.value}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
    </label>
  );
}

/** «Отправить позже»: a time that is offered, or any other. */
export function LaterDialog(props: {
  texts: Texts;
  now: number;
  onChoose: (sendAt: number) => void;
  onClose: () => void;
}) {
  const { texts, now } = props;
  const words = texts.later;
  const [typed, setTyped] = useState(toField(dayAt(now, 1, 9)));
  const time = new Date(typed).getTime();
  const isGood = time > now;
  return (
    <Dialog texts={texts} title={words.title} onClose={props.onClose}>
      <div class="dialog-actions">
        {offeredTimes(texts, now).map(({ text, sendAt }) => (
          <button
            key={text}
            type="button"
            class="button button-wide later-choice"
            onClick={() => props.onChoose(sendAt)}
          >
            <Icon icon={Clock} />
            {text}
          </button>
        ))}
      </div>
      <form
        class="later-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (isGood) props.onChoose(time);
        }}
      >
        <TimeField texts={texts} now={now} value={typed} onInput={setTyped} />
        <p class={isGood ? 'dialog-text' : 'error-line'} role="status">
          {isGood ? words.until(untilTime(texts, time, now)) : texts.errors['time-invalid']}
        </p>
        <button type="submit" class="button button-primary button-wide" disabled={!isGood}>
          {words.submit}
        </button>
      </form>
    </Dialog>
  );
}
