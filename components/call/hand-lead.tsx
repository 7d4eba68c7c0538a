import { MicOff, SlidersHorizontal } from 'lucide';
import { useState } from 'preact/hooks';
import type { CallHand } from '../../client/call/hand.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import { Icon } from '../ui/icon.tsx';
import { AskDialog } from './ask-dialog.tsx';
import { RulesDialog } from './rules-dialog.tsx';
import './hand-later.css';

/** What who leads a call has at hand at any time. */
export function LeadButtons({ texts, hand }: { texts: CallTexts; hand: CallHand }) {
  const [open, setOpen] = useState<'rules' | 'stop' | null>(null);
  const close = () => setOpen(null);
  return (
    <div class="hand-lead">
      <button
        type="button"
        class="button hand-icon"
        aria-label={texts.call.hand.rules}
        title={texts.call.hand.rules}
        onClick={() => setOpen('rules')}
      >
        <Icon icon={SlidersHorizontal} />
      </button>
      <button type="button" class="button" onClick={() => void hand.act('call:mute', { personId: null })}>
        <Icon icon={MicOff} />
        {texts.call.hand.muteAll}
      </button>
      <button type="button" class="button call-end" onClick={() => setOpen('stop')}>
        {texts.call.hand.stop}
      </button>
      {open === 'rules' && <RulesDialog texts={texts} hand={hand} onClose={close} />}
      {open === 'stop' && (
        <AskDialog texts={texts} title={texts.call.hand.stopQuestion} text={texts.call.hand.stopText} onClose={close}>
          <button
            type="button"
            class="button call-end"
            onClick={() => {
              close();
              void hand.act('call:stop', {});
            }}
          >
            {texts.call.hand.stop}
          </button>
        </AskDialog>
      )}
    </div>
  );
}
