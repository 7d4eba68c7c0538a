import { Hand, Smile } from 'lucide';
import { useState } from 'preact/hooks';
import type { CallTexts } from '../../i18n/ru-call.ts';
import { Icon } from '../ui/icon.tsx';
import { lazy } from '../ui/lazy.tsx';
import { type HandScope, useHandScope } from './hand-context.tsx';

const ReactionsMenu = lazy(async () => (await import('./hand-reactions.tsx')).ReactionsMenu);
const LeadButtons = lazy(async () => (await import('./hand-lead.tsx')).LeadButtons);

/** The signs come when somebody wants to send one. */
function Reactions({ texts, hand }: { texts: CallTexts; hand: HandScope['hand'] }) {
  const [isOpen, setOpen] = useState(false);
  const name = texts.call.hand.react;
  return (
    <>
      <button type="button" class="call-control" aria-label={name} title={name} onClick={() => setOpen(true)}>
        <Icon icon={Smile} />
      </button>
      {isOpen && <ReactionsMenu texts={texts} hand={hand} onClose={() => setOpen(false)} />}
    </>
  );
}

/** In the bar for everybody: the own hand, and signs for all. */
export function HandButtons({ texts }: { texts: CallTexts }) {
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
      <Reactions texts={texts} hand={hand} />
    </>
  );
}

/** At the right of the bar for who leads: the rules, «Всем тихо», «Стоп». */
export function LeadBar({ texts }: { texts: CallTexts }) {
  const scope = useHandScope();
  return scope?.hand.canLead.value ? <LeadButtons texts={texts} hand={scope.hand} /> : null;
}
