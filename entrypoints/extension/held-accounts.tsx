import { useSignal, useSignalEffect } from '@preact/signals';
import { type Waiting, waitingOf } from '../../client/session/accounts.ts';
import type { Session } from '../../client/session/session.ts';
import { AccountSwitcher } from '../../components/people/account-switcher.tsx';
import type { Texts } from '../../i18n/ru.ts';
import { useSessionAction } from './use-session-action.ts';

/** What waits for each person of this browser, as the disk says now. */
async function readWaiting(session: Session): Promise<Map<string, Waiting>> {
  const ids = session.accounts.peek().flatMap(({ account }) => account.people.map(({ id }) => id));
  const waiting = new Map<string, Waiting>();
  // A store that cannot be read only costs its line.
  for (const id of ids) waiting.set(id, await waitingOf(id).catch(() => ({ unsent: 0, unread: 0 })));
  return waiting;
}

/** One more account; on a computer of strangers whoever was before goes first. */
export async function signInNext(session: Session): Promise<void> {
  if (session.isShared.value) await session.signOutAll();
  await session.signIn();
}

/** The switch between the accounts of this browser. */
export function HeldAccounts({ texts, session, personId }: { texts: Texts; session: Session; personId: string }) {
  const waiting = useSignal<ReadonlyMap<string, Waiting>>(new Map());
  const { isBusy, problem, run } = useSessionAction(texts);
  useSignalEffect(() => {
    if (session.accounts.value.length === 0) return;
    void readWaiting(session).then((read) => {
      waiting.value = read;
    });
  });
  return (
    <AccountSwitcher
      texts={texts}
      accounts={session.accounts.value}
      personId={personId}
      waiting={waiting.value}
      isShared={session.isShared.value}
      isBusy={isBusy}
      problem={problem}
      onSwitch={(accountId, person) => run(() => session.switchTo(accountId, person))}
      onAdd={() => run(() => signInNext(session))}
      onAddPerson={session.chooseAgain}
      onSignOut={(accountId) => run(() => session.signOut(accountId))}
      onSignOutAll={() => run(session.signOutAll)}
    />
  );
}
