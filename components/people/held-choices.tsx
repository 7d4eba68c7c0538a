import { useEffect, useState } from 'preact/hooks';
import { type HeldAccount, waitingOf } from '../../client/session/accounts.ts';
import { personName, personWithClass } from '../../i18n/names.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import type { AccountState } from '../../protocol/accounts.ts';
import { PersonAvatar } from '../ui/avatar.tsx';

/** «Анна Иванова», or all people of an account. */
export const accountNames = (account: AccountState) => account.people.map(personName).join(', ');

/** Who else is signed in in this browser: one click, and one is them. */
export function HeldChoices(props: {
  texts: CallTexts;
  accounts: HeldAccount[];
  onChoose: (accountId: string, personId: string) => void;
}) {
  const { texts } = props;
  const people = props.accounts
    .filter(({ hasEnded }) => !hasEnded)
    .flatMap(({ account }) => account.people.map((person) => ({ person, accountId: account.accountId })));
  if (people.length === 0) return null;
  return (
    <>
      <p>{texts.signIn.held}</p>
      <ul class="choices">
        {people.map(({ person, accountId }) => (
          <li key={person.id}>
            <button type="button" class="choice" onClick={() => props.onChoose(accountId, person.id)}>
              <PersonAvatar person={person} size={40} />
              <span>{personWithClass(texts, person)}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** What an account whose session was ended has not sent, and the way to part with it. */
export function EndedAccount(props: { texts: CallTexts; account: AccountState; onForget: () => void }) {
  const { texts, account } = props;
  const [unsent, setUnsent] = useState<number | null>(null);
  useEffect(() => {
    let isGone = false;
    Promise.all(account.people.map(({ id }) => waitingOf(id))).then(
      (all) => !isGone && setUnsent(all.reduce((sum, one) => sum + one.unsent, 0)),
      () => {},
    );
    return () => {
      isGone = true;
    };
  }, [account]);
  if (unsent === null) return null;
  return (
    <>
      {unsent > 0 && <p class="stage-waiting">{texts.signIn.unsent(unsent)}</p>}
      <button type="button" class="link-button" onClick={props.onForget}>
        {unsent > 0 ? texts.signIn.discard : texts.signIn.forget}
      </button>
    </>
  );
}
