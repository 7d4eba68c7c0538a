import type { Session } from '../../client/session/session.ts';
import { Covered } from '../../components/people/covered.tsx';
import type { Texts } from '../../i18n/ru.ts';
import type { Me } from '../../protocol/people.ts';
import { acceptName, heldFor } from '../extension/cover.ts';
import { signInNext } from '../extension/held-accounts.tsx';
import { useSessionAction } from '../extension/use-session-action.ts';

/** The covered panel: in one click to whom the diary shows, where they are signed in here too. */
export function CoveredPage(props: { texts: Texts; session: Session; me: Me; diaryName: string }) {
  const { texts, session, me, diaryName } = props;
  const { isBusy, problem, run } = useSessionAction(texts);
  const held = heldFor(session.accounts.value, diaryName);
  return (
    <Covered
      texts={texts}
      me={me}
      diaryName={diaryName}
      held={held?.person ?? null}
      isBusy={isBusy}
      problem={problem}
      onSwitch={() => held && run(() => session.switchTo(held.accountId, held.person.id))}
      onChange={() => run(() => signInNext(session))}
      onContinue={() => void acceptName(me.id, diaryName)}
    />
  );
}
