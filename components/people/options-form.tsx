import { useState } from 'preact/hooks';
import type { Texts } from '../../i18n/ru.ts';

type Status = 'idle' | 'saving' | 'saved' | 'wrong' | 'unreachable';

export interface OptionsFormProps {
  texts: Texts;
  url: string;
  /** Set by the school's policy: shown, not changed. */
  isManaged: boolean;
  /** False when it is not an address. */
  onSave: (url: string) => Promise<boolean>;
  isServer: (url: string) => Promise<boolean>;
  /** Strangers use this computer one after the other. */
  isShared: boolean;
  isSharedManaged: boolean;
  onShared: (isShared: boolean) => void;
}

/** A computer of strangers holds one account; a family's holds several. */
function SharedChoice(props: OptionsFormProps) {
  const { texts } = props;
  const [isShared, setShared] = useState(props.isShared);
  return (
    <>
      <label class="options-shared">
        <input
          type="checkbox"
          checked={isShared}
          disabled={props.isSharedManaged}
          aria-describedby="shared-hint"
          onChange={(event) => {
            setShared(event.currentTarget.checked);
            props.onShared(event.currentTarget.checked);
          }}
        />
        <span>{texts.options.shared}</span>
      </label>
      <p id="shared-hint">{props.isSharedManaged ? texts.options.sharedManaged : texts.options.sharedHint}</p>
    </>
  );
}

/** The one thing to set by hand where no policy does: the address of the school's server. */
export function OptionsForm(props: OptionsFormProps) {
  const { texts, isManaged } = props;
  const [url, setUrl] = useState(props.url);
  const [status, setStatus] = useState<Status>('idle');
  const problem =
    status === 'wrong' ? texts.options.wrongAddress : status === 'unreachable' ? texts.options.unreachable : null;

  async function save() {
    setStatus('saving');
    if (!(await props.onSave(url))) return setStatus('wrong');
    setStatus((await props.isServer(url)) ? 'saved' : 'unreachable');
  }

  return (
    <main class="options">
      <h1>{texts.options.title}</h1>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <label for="server">{texts.options.server}</label>
        <input
          id="server"
          class="field"
          type="url"
          inputMode="url"
          value={url}
          disabled={isManaged}
          aria-describedby="server-hint"
          aria-invalid={problem !== null}
          onInput={(event) => setUrl(event.currentTarget.value)}
        />
        <p id="server-hint">{isManaged ? texts.options.managed : texts.options.serverHint}</p>
        {problem && (
          <p class="error-line" role="alert">
            {problem}
          </p>
        )}
        {status === 'saved' && <p role="status">{texts.options.saved}</p>}
        {!isManaged && (
          <button type="submit" class="button button-primary" disabled={status === 'saving' || !url.trim()}>
            {texts.options.save}
          </button>
        )}
      </form>
      <SharedChoice {...props} />
    </main>
  );
}
