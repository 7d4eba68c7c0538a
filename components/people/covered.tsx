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
  onChange: () => void;
  onContinue: () => void;
}

/** A shared computer: the diary shows somebody else, so nothing of mine is shown until it is settled. */
export function Covered({ texts, me, diaryName, onChange, onContinue }: CoveredProps) {
  return (
    <main class="whole">
      <Stage icon={Users} title={texts.covered.title(rosterName(me), diaryName)} text={texts.covered.text}>
        <button type="button" class="button button-primary button-wide" onClick={onChange}>
          {texts.covered.change}
        </button>
        <button type="button" class="button button-wide" onClick={onContinue}>
          {texts.covered.continueAs(me.givenName)}
        </button>
      </Stage>
    </main>
  );
}
