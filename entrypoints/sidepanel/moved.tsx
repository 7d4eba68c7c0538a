import { useEffect } from 'preact/hooks';
import type { Session } from '../../client/session/session.ts';
import { personName } from '../../i18n/names.ts';
import type { ListTexts } from '../../i18n/ru-list.ts';
import type { Person } from '../../protocol/people.ts';

/** How long it stands, ms. */
const SHOWN = 8000;

/** Another window has made somebody else active: the panel says so, for a while. */
export function Moved({ texts, session, me }: { texts: ListTexts; session: Session; me: Person }) {
  const isMoved = session.isMoved.value;
  useEffect(() => {
    if (!isMoved) return;
    const timer = setTimeout(session.seen, SHOWN);
    return () => clearTimeout(timer);
  }, [isMoved, session, me.id]);
  if (!isMoved) return null;
  return (
    <button type="button" class="moved" onClick={session.seen}>
      <span role="status">{texts.moved(personName(me))}</span>
    </button>
  );
}
