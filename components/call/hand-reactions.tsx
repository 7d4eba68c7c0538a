import { useEffect, useRef } from 'preact/hooks';
import type { CallHand } from '../../client/call/hand.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import { CALL_REACTIONS } from '../../protocol/call-room.ts';
import './hand-later.css';

/** The signs to choose from: a popover, so Escape and a press elsewhere close it, and the focus goes back. */
export function ReactionsMenu({ texts, hand, onClose }: { texts: CallTexts; hand: CallHand; onClose: () => void }) {
  const menu = useRef<HTMLDivElement>(null);
  useEffect(() => {
    menu.current?.showPopover();
    menu.current?.querySelector('button')?.focus();
  }, []);
  return (
    <div
      ref={menu}
      popover="auto"
      class="hand-reactions-menu"
      onToggle={(event) => (event as unknown as ToggleEvent).newState === 'closed' && onClose()}
    >
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
  );
}
