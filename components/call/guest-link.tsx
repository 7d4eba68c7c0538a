import { useState } from 'preact/hooks';
import type { CallHand } from '../../client/call/hand.ts';
import { guestLinkTexts } from '../../i18n/call-guests.ts';
import { errorText } from '../../i18n/errors.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';

/** The link for guests: off until who leads turns it on, and for this call only. */
export function GuestLink({ texts, hand }: { texts: CallTexts; hand: CallHand }) {
  const words = guestLinkTexts(texts.locale);
  const url = hand.room.value?.guestUrl ?? null;
  const failure = hand.failure.value;
  const [said, setSaid] = useState<string | null>(null);
  const set = (isOn: boolean) => {
    setSaid(null);
    void hand.act('call:guest-link', { isOn });
  };
  const copy = () =>
    navigator.clipboard.writeText(url ?? '').then(
      () => setSaid(words.copied),
      () => setSaid(words.copyFailed),
    );
  return (
    <div class="guest-link">
      <label class="hand-switch">
        <input type="checkbox" checked={url !== null} onChange={({ currentTarget }) => set(currentTarget.checked)} />
        <span>
          {words.title}
          <small>{words.text}</small>
        </span>
      </label>
      {url !== null && (
        <div class="guest-link-row">
          <input
            class="field"
            aria-label={words.link}
            readOnly
            value={url}
            onFocus={({ currentTarget }) => currentTarget.select()}
          />
          <button type="button" class="button" onClick={() => void copy()}>
            {words.copy}
          </button>
        </div>
      )}
      <p class="guest-link-said" role="status">
        {said}
      </p>
      {failure && (
        <p class="error-line" role="alert">
          {errorText(texts, failure)}
        </p>
      )}
    </div>
  );
}
