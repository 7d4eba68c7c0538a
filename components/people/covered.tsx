import { Users } from 'lucide';
import { rosterName } from '../../i18n/names.ts';
import type { Texts } from '../../i18n/ru.ts';
import type { Me } from '../../protocol/people.ts';
import { Stage } from '../ui/stage.tsx';

export interface CoveredProps {
  texts: Texts;
  me: Me;
  /** The name that the diary's page shows. */
  diaryName: string;
  /** Whom the diary shows, when they are signed in in this browser too. */
  held: Me | null;
  isBusy: boolean;
  problem: string | null;
  onSwitch: () => void;
  onChange: () => void;
  onContinue: () => void;
}

/** A shared computer: the diary shows somebody else, so nothing of mine is shown until it is settled. */
export function Covered(props: CoveredProps) {
  const { texts, me, diaryName, held, isBusy } = props;
  return (
    <main class="whole">
      <Stage icon={Users} title={texts.covered.title(rosterName(me), diaryName)} text={texts.covered.text}>
        {props.problem && !isBusy && (
          <p class="error-line" role="alert">
            {props.problem}
          </p>
        )}
        {held ? (
          <button type="button" class="button button-primary button-wide" disabled={isBusy} onClick={props.onSwitch}>
            {texts.covered.switchTo(rosterName(held))}
          </button>
        ) : (
          <button type="button" class="button button-primary button-wide" disabled={isBusy} onClick={props.onChange}>
            {texts.covered.change}
          </button>
        )}
        <button type="button" class="button button-wide" onClick={props.onContinue}>
          {texts.covered.continueAs(me.givenName)}
        </button>
        {isBusy && <p role="status">{texts.signIn.waiting}</p>}
      </Stage>
    </main>
  );
}
