import { Hand, Smile } from 'lucide';
import { useRef } from 'preact/hooks';
import type { CallTexts } from '../../i18n/ru-call.ts';
import { CALL_REACTIONS } from '../../protocol/call-room.ts';
import { Icon } from '../ui/icon.tsx';
import { lazy } from '../ui/lazy.tsx';
import { type HandScope, useHandScope } from './hand-context.tsx';

const LeadButtons = lazy(async () => (await import('./hand-lead.tsx')).LeadButtons);

function Reactions({ texts, hand }: { texts: CallTexts; hand: HandScope['hand'] }) {
  const menu = useRef<HTMLDivElement>(null);
  return (
    <span class="hand-reactions">
      <button
        type="button"
        class="call-control"
        aria-label={texts.call.hand.react}
        title={texts.call.hand.react}
        popovertarget="call-reactions"
      >
        <Icon icon={Smile} />
      </button>
      {/* The popover's own words: an element with a role in the top layer. */}
      <div ref={menu} id="call-reactions" popover="auto" class="hand-reactions-menu">
        {CALL_REACTIONS.map((reaction) => (
          <button
            key={reaction}
            type="button"
            aria-label={texts.call.hand.reactWith(reaction)}
            onClick={() => {
              menu.current?.hidePopover();
              void hand.act('call:react', { reaction });
            }}
          >
            {reaction}
          </button>
        ))}
      </div>
    </span>
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
