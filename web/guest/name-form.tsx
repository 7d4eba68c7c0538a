import { useState } from 'preact/hooks';
import { ClientError, type ClientErrorCode } from '../../client/platform.ts';
import { errorText } from '../../i18n/errors.ts';
import { chatTitle } from '../../i18n/names.ts';
import type { GuestTexts } from '../../i18n/ru-guest.ts';
import { type GuestInvitation, type GuestPass, MAX_GUEST_NAME_LENGTH } from '../../protocol/guests.ts';
import { enter } from './pass.ts';

function Field(props: { label: string; name: string; autoComplete: 'given-name' | 'family-name' }) {
  const { label, name, autoComplete } = props;
  return (
    <label class="guest-field">
      <span>{label}</span>
      <input class="field" name={name} autoComplete={autoComplete} maxLength={MAX_GUEST_NAME_LENGTH} required />
    </label>
  );
}

/** Who one is: a guest has no roster that would say so. */
export function NameForm(props: { texts: GuestTexts; to: GuestInvitation; onPass: (pass: GuestPass) => void }) {
  const { texts, to } = props;
  const words = texts.guest;
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ClientErrorCode | null>(null);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (isBusy) return;
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    setFailure(null);
    try {
      props.onPass(
        await enter({ givenName: String(form.get('givenName')), familyName: String(form.get('familyName')) }),
      );
    } catch (error) {
      setFailure(error instanceof ClientError ? error.code : 'internal');
      setBusy(false);
    }
  }

  return (
    <main class="lobby">
      <form class="guest-form" onSubmit={(event) => void submit(event)}>
        <div>
          <h1>{words.title}</h1>
          <p class="lobby-text">{words.from(chatTitle(texts, to.chat), to.schoolName)}</p>
        </div>
        <Field label={words.givenName} name="givenName" autoComplete="given-name" />
        <Field label={words.familyName} name="familyName" autoComplete="family-name" />
        <p class="lobby-text">{words.how}</p>
        {!isSecureContext && (
          <p class="error-line" role="alert">
            {words.needsHttps}
          </p>
        )}
        {failure && (
          <p class="error-line" role="alert">
            {errorText(texts, failure)}
          </p>
        )}
        <button type="submit" class="button button-primary button-wide" disabled={isBusy}>
          {words.next}
        </button>
      </form>
    </main>
  );
}
