import { MicOff, SlidersHorizontal } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import type { CallHand } from '../../client/call/hand.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import type { CallRules } from '../../protocol/call-room.ts';
import { Icon } from '../ui/icon.tsx';
import { RulesDialog } from './rules-dialog.tsx';
import './hand-later.css';

/** So long «Стоп» can be taken back, ms. */
const UNDO_FOR = 8000;

/** «Стоп»: at once, as it is needed at once; what it changed in the rules can be taken back for a while. */
function Stop({ texts, hand }: { texts: CallTexts; hand: CallHand }) {
  const [before, setBefore] = useState<CallRules | null>(null);
  const words = texts.call.hand;
  useEffect(() => {
    if (!before) return;
    const timer = setTimeout(() => setBefore(null), UNDO_FOR);
    return () => clearTimeout(timer);
  }, [before]);
  function stop(): void {
    const rules = hand.room.peek()?.rules ?? null;
    void hand.act('call:stop', {}).then(() => setBefore(hand.failure.peek() ? null : rules));
  }
  function undo(): void {
    if (!before) return;
    // No more than «Стоп» has set: the rest may have been changed since.
    const { speak, video, share, isLocked } = before;
    void hand.act('call:set-rules', { change: { speak, video, share, isLocked } });
    setBefore(null);
  }
  return before ? (
    <button type="button" class="button" onClick={undo}>
      {words.undoStop}
    </button>
  ) : (
    <button type="button" class="button call-end" title={words.stopText} onClick={stop}>
      {words.stop}
    </button>
  );
}

/** What who leads a call has at hand at any time. */
export function LeadButtons({ texts, hand }: { texts: CallTexts; hand: CallHand }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div class="hand-lead">
      <button
        type="button"
        class="button hand-icon"
        aria-label={texts.call.hand.rules}
        title={texts.call.hand.rules}
        onClick={() => setOpen(true)}
      >
        <Icon icon={SlidersHorizontal} />
      </button>
      <button type="button" class="button" onClick={() => void hand.act('call:mute', { personId: null })}>
        <Icon icon={MicOff} />
        {texts.call.hand.muteAll}
      </button>
      <Stop texts={texts} hand={hand} />
      {isOpen && <RulesDialog texts={texts} hand={hand} onClose={() => setOpen(false)} />}
    </div>
  );
}
