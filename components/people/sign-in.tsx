import { Headphones, KeyRound, UserCheck } from 'lucide';
import { useState } from 'preact/hooks';
import { ClientError, type ClientErrorCode } from '../../client/platform.ts';
import type { Session, SessionState } from '../../client/session/session.ts';
import { errorText } from '../../i18n/errors.ts';
import { personWithClass } from '../../i18n/names.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import type { BindRequest } from '../../protocol/accounts.ts';
import type { Me } from '../../protocol/people.ts';
import { PersonAvatar } from '../ui/avatar.tsx';
import { Stage } from '../ui/stage.tsx';
import { accountNames, EndedAccount, HeldChoices } from './held-choices.tsx';

export interface SignInProps {
  texts: CallTexts;
  session: Session;
  state: SessionState;
  /** Opens the extension's options: without a server's address nobody can sign in. */
  onOptions: () => void;
  title: string;
  text?: string;
}

/** Runs one thing at a time and keeps what went wrong. */
function useAction() {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<ClientErrorCode | null>(null);
  async function run(action: () => Promise<void>) {
    setBusy(true);
    setError(null);
    try {
      await action();
    } catch (reason) {
      setError(reason instanceof ClientError ? reason.code : 'internal');
    }
    setBusy(false);
  }
  return { isBusy, error, run, forget: () => setError(null) };
}

function ErrorLine({ texts, code }: { texts: CallTexts; code: ClientErrorCode | null | undefined }) {
  if (!code) return null;
  return (
    <p class="error-line" role="alert">
      {errorText(texts, code)}
    </p>
  );
}

function SignedOut({ texts, session, state, title, text }: SignInProps) {
  const { isBusy, error, run } = useAction();
  const ended = state.kind === 'signed-out' ? state.ended : undefined;
  const failed = error ?? (state.kind === 'signed-out' && !ended ? state.error : null);
  const shown = ended ? texts.signIn.endedText : text;
  return (
    <Stage
      icon={Headphones}
      title={ended ? texts.signIn.endedTitle(accountNames(ended)) : title}
      {...(shown ? { text: shown } : {})}
    >
      {!isBusy && <ErrorLine texts={texts} code={failed} />}
      <button
        type="button"
        class="button button-primary button-wide"
        disabled={isBusy}
        onClick={() => run(session.signIn)}
      >
        {texts.signIn.withVkId}
      </button>
      <p>{isBusy ? texts.signIn.waiting : texts.signIn.promise}</p>
      {ended && (
        <EndedAccount texts={texts} account={ended} onForget={() => run(() => session.signOut(ended.accountId))} />
      )}
      <HeldChoices
        texts={texts}
        accounts={session.accounts.value}
        onChoose={(accountId, personId) => run(() => session.switchTo(accountId, personId))}
      />
    </Stage>
  );
}

function CodeForm(props: { texts: CallTexts; hint: string; onBind: (input: BindRequest) => void; isBusy: boolean }) {
  const { texts, isBusy } = props;
  const [code, setCode] = useState('');
  return (
    <form
      class="code-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (code.trim()) props.onBind({ code });
      }}
    >
      <label>
        <span>{props.hint}</span>
        <input
          class="field"
          value={code}
          autocomplete="one-time-code"
          autocapitalize="characters"
          spellcheck={false}
          maxLength={40}
          aria-label={texts.signIn.codeField}
          onInput={(event) => setCode(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="button button-primary button-wide" disabled={isBusy || !code.trim()}>
        {texts.signIn.codeSubmit}
      </button>
      <p>{texts.signIn.codeText}</p>
    </form>
  );
}

function Choice({ texts, person, onChoose }: { texts: CallTexts; person: Me; onChoose: () => void }) {
  return (
    <li>
      <button type="button" class="choice" onClick={onChoose}>
        <PersonAvatar person={person} size={40} />
        <span>{personWithClass(texts, person)}</span>
      </button>
    </li>
  );
}

/** «Связать с дневником: Иванова Анна, 7 Б?» */
function Confirm(props: {
  texts: CallTexts;
  person: Me;
  isBusy: boolean;
  error: ClientErrorCode | null;
  onYes: () => void;
  onNo: () => void;
}) {
  const { texts, person } = props;
  return (
    <Stage icon={UserCheck} title={texts.signIn.link(personWithClass(texts, person))}>
      <ErrorLine texts={texts} code={props.error} />
      <button type="button" class="button button-primary button-wide" disabled={props.isBusy} onClick={props.onYes}>
        {texts.signIn.linkYes}
      </button>
      <button type="button" class="link-button" onClick={props.onNo}>
        {texts.signIn.linkNo}
      </button>
    </Stage>
  );
}

type Step = { kind: 'start' } | { kind: 'people' } | { kind: 'confirm'; person: Me } | { kind: 'code' };

/** After VK ID, before anybody of the school is chosen: «Создать учебный профиль». */
function Choosing({ texts, session, state }: SignInProps & { state: Extract<SessionState, { kind: 'choosing' }> }) {
  const { people, candidates } = state.account;
  const [step, showStep] = useState<Step>(people.length > 0 ? { kind: 'people' } : { kind: 'start' });
  const { isBusy, error, run, forget } = useAction();
  const bind = (input: BindRequest) => run(() => session.bind(input));
  const only = candidates.length === 1 ? candidates[0] : undefined;

  function setStep(next: Step) {
    forget();
    showStep(next);
  }

  function create() {
    if (only) setStep({ kind: 'confirm', person: only });
    else setStep({ kind: candidates.length > 0 ? 'people' : 'code' });
  }

  if (step.kind === 'confirm') {
    const { person } = step;
    return (
      <Confirm
        texts={texts}
        person={person}
        isBusy={isBusy}
        error={error}
        onYes={() => bind({ personId: person.id })}
        onNo={() => setStep({ kind: candidates.length > 1 ? 'people' : 'code' })}
      />
    );
  }
  if (step.kind === 'people') {
    return (
      <Stage
        icon={UserCheck}
        title={texts.signIn.chooseTitle}
        {...(candidates.length > 1 ? { text: texts.signIn.chooseText } : {})}
      >
        <ErrorLine texts={texts} code={error} />
        <ul class="choices">
          {people.map((person) => (
            <Choice
              key={person.id}
              texts={texts}
              person={person}
              onChoose={() => run(() => session.choose(person.id))}
            />
          ))}
          {candidates.map((person) => (
            <Choice
              key={person.id}
              texts={texts}
              person={person}
              onChoose={() => setStep({ kind: 'confirm', person })}
            />
          ))}
        </ul>
        <button type="button" class="link-button" onClick={() => setStep({ kind: 'code' })}>
          {texts.signIn.haveCode}
        </button>
        <SignOutLink texts={texts} session={session} />
      </Stage>
    );
  }
  if (step.kind === 'code') {
    const hint = candidates.length + people.length > 0 ? texts.signIn.notMe : texts.signIn.noPhone;
    return (
      <Stage icon={KeyRound} title={texts.signIn.codeTitle}>
        <ErrorLine texts={texts} code={error} />
        <CodeForm texts={texts} hint={hint} onBind={bind} isBusy={isBusy} />
        <button
          type="button"
          class="link-button"
          onClick={() => setStep({ kind: people.length > 0 ? 'people' : 'start' })}
        >
          {texts.common.back}
        </button>
      </Stage>
    );
  }
  return (
    <Stage icon={UserCheck} title={texts.signIn.createProfileTitle} text={texts.signIn.createProfileText}>
      <button type="button" class="button button-primary button-wide" onClick={create}>
        {texts.signIn.createProfile}
      </button>
      <button type="button" class="link-button" onClick={() => setStep({ kind: 'code' })}>
        {texts.signIn.haveCode}
      </button>
      <SignOutLink texts={texts} session={session} />
    </Stage>
  );
}

function SignOutLink({ texts, session }: { texts: CallTexts; session: Session }) {
  return (
    <button type="button" class="link-button" onClick={() => void session.signOut()}>
      {texts.common.signOut}
    </button>
  );
}

function Way(props: SignInProps) {
  const { texts, state } = props;
  if (state.kind === 'no-server') {
    return (
      <Stage icon={Headphones} title={texts.signIn.noServerTitle} text={texts.signIn.noServerText}>
        <button type="button" class="button button-primary" onClick={props.onOptions}>
          {texts.signIn.openOptions}
        </button>
      </Stage>
    );
  }
  return state.kind === 'choosing' ? <Choosing {...props} state={state} /> : <SignedOut {...props} />;
}

/** The one way in, for popup, panel and call page: VK ID, then who of the school one is. */
export function SignIn(props: SignInProps) {
  return (
    <main class="whole">
      <Way {...props} />
    </main>
  );
}
