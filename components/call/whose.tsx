import type { ComponentChildren } from 'preact';
import { personName } from '../../i18n/names.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import type { Person } from '../../protocol/people.ts';

/** Another account became active in the browser while this page was open: whose the page is, and the way to change it. */
export function Whose(props: {
  texts: CallTexts;
  me: Person;
  /** Null: nobody else is active. */
  other: Person | null;
  onChange: () => void;
  children: ComponentChildren;
}) {
  const { texts, me, other } = props;
  return (
    <div class="call-page">
      <div role="status">
        {other && (
          <div class="whose">
            <p>{texts.call.whose(personName(me), personName(other))}</p>
            <button type="button" class="button" onClick={props.onChange}>
              {texts.call.become(personName(other))}
            </button>
          </div>
        )}
      </div>
      <div>{props.children}</div>
    </div>
  );
}
