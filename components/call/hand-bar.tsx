import { Hand, Smile } from 'lucide';
import type { CallTexts } from '../../i18n/ru-call.ts';
import { Icon } from '../ui/icon.tsx';
import { lazy } from '../ui/lazy.tsx';
import { useHandScope } from './hand-context.tsx';

const LeadButtons = lazy(async () => (await import('./hand-lead.tsx')).LeadButtons);

/** In the bar for everybody: the own hand, and signs for all. */
export function HandButtons({ texts, onReactions }: { texts: CallTexts; onReactions: () => void }) {
  const scope = useHandScope();
  if (!scope) return null;
  const { hand } = scope;
  const isUp = hand.isMyHandUp.value;
  const name = isUp ? texts.call.hand.lower : texts.call.hand.raise;
  return (
    <>
      <button
        type="button"
        class={isUp ? 'call-control is-raised' : 'call-control'}
        aria-label={name}
        title={name}
        onClick={() => void hand.act('call:raise-hand', { isUp: !isUp })}
      >
        <Icon icon={Hand} />
      </button>
      <button
        type="button"
        class="call-control call-wide-only"
        aria-label={texts.call.hand.react}
        title={texts.call.hand.react}
        onClick={onReactions}
      >
        <Icon icon={Smile} />
      </button>
    </>
  );
}

/** At the right of the bar for who leads: the rules, «Всем тихо», «Стоп». */
export function LeadBar({ texts }: { texts: CallTexts }) {
  const scope = useHandScope();
  return scope?.hand.canLead.value ? <LeadButtons texts={texts} hand={scope.hand} /> : null;
}
