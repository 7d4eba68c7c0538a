import { Hand } from 'lucide';
import type { CallTexts } from '../../i18n/ru-call.ts';
import { Icon } from '../ui/icon.tsx';
import { handsInside, useHandScope } from './hand-context.tsx';

/** On a person's tile: their place in the queue of hands, or what they just sent to all. */
export function HandBadge({ texts, personId }: { texts: CallTexts; personId: string }) {
  const scope = useHandScope();
  if (!scope) return null;
  const place = handsInside(scope).findIndex(({ person }) => person.id === personId) + 1;
  const reaction = scope.hand.reactions.value.findLast((one) => one.personId === personId);
  return (
    <>
      {reaction && (
        <span class="hand-reaction" key={reaction.id} role="status">
          {reaction.reaction}
        </span>
      )}
      {place > 0 && (
        <span class="hand-badge">
          <Icon icon={Hand} />
          <span aria-hidden="true">{place}</span>
          <span class="visually-hidden">{texts.call.hand.badge(place)}</span>
        </span>
      )}
    </>
  );
}
