import { X } from 'lucide';
import { useEffect, useRef } from 'preact/hooks';
import type { CallHand } from '../../client/call/hand.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import { CALL_RULE_NAMES, CallLevel } from '../../protocol/call-room.ts';
import { Icon } from '../ui/icon.tsx';
import { GuestLink } from './guest-link.tsx';

/** «Правила звонка»: who may do what; each choice holds at once, and shows what another teacher chooses. */
export function RulesDialog(props: { texts: CallTexts; hand: CallHand; onClose: () => void }) {
  const { texts, hand } = props;
  const words = texts.call.hand;
  const dialog = useRef<HTMLDialogElement>(null);
  const rules = hand.room.value?.rules;
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const set = (change: Parameters<typeof hand.act<'call:set-rules'>>[1]['change']) =>
    void hand.act('call:set-rules', { change });
  return (
    <dialog ref={dialog} class="call-dialog hand-rules" aria-labelledby="call-rules-title" onClose={props.onClose}>
      <header>
        <h2 id="call-rules-title">{words.rules}</h2>
        <button
          type="button"
          class="icon-button"
          aria-label={texts.common.close}
          onClick={() => dialog.current?.close()}
        >
          <Icon icon={X} />
        </button>
      </header>
      {rules &&
        CALL_RULE_NAMES.map((name) => (
          <label key={name} class="hand-rule">
            <span>{words.rule[name]}</span>
            <select
              value={rules[name]}
              onChange={({ currentTarget }) => set({ [name]: currentTarget.value as CallLevel })}
            >
              {CallLevel.options.map((level) => (
                <option key={level} value={level}>
                  {words.level[level]}
                </option>
              ))}
            </select>
          </label>
        ))}
      {rules &&
        (['isLocked', 'hasLobby'] as const).map((name) => (
          <label key={name} class="hand-switch">
            <input
              type="checkbox"
              checked={rules[name]}
              onChange={({ currentTarget }) => set({ [name]: currentTarget.checked })}
            />
            <span>
              {name === 'isLocked' ? words.locked : words.lobby}
              <small>{name === 'isLocked' ? words.lockedText : words.lobbyText}</small>
            </span>
          </label>
        ))}
      {rules && <GuestLink texts={texts} hand={hand} />}
    </dialog>
  );
}
