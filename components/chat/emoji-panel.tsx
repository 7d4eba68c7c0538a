import { useEffect, useRef, useState } from 'preact/hooks';
import type { Texts } from '../../i18n/ru.ts';
import { EMOJI, type EmojiGroup, emojiOf } from './emoji-data.ts';

const RECENT = 'peremenka:emoji';
const MOST_RECENT = 24;

/** The last used first; a browser that keeps nothing has none. */
function readRecent(): string[] {
  try {
    return (localStorage.getItem(RECENT) ?? '').split(' ').filter(Boolean);
  } catch {
    return [];
  }
}

function remember(emoji: string): void {
  try {
    const list = [emoji, ...readRecent().filter((one) => one !== emoji)].slice(0, MOST_RECENT);
    localStorage.setItem(RECENT, list.join(' '));
  } catch {
    // The next time there is simply one recent emoji less.
  }
}

/** Moves the focus over the grid by the arrow keys; rows are as long as the panel is wide. */
function walk(panel: HTMLElement, event: KeyboardEvent): void {
  const all = [...panel.querySelectorAll<HTMLElement>('.emoji')];
  const at = all.indexOf(document.activeElement as HTMLElement);
  const here = all[at];
  if (!here) return;
  const row = all.filter((one) => one.offsetTop === here.offsetTop).length;
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: row, ArrowUp: -row }[event.code];
  if (step === undefined) return;
  event.preventDefault();
  (all[Math.max(0, Math.min(all.length - 1, at + step))] ?? here).focus();
}

/** The emoji picker: a popover over the composer; a choice leaves it open, Escape and a click elsewhere close it. */
export function EmojiPanel(props: { texts: Texts; onChoose: (emoji: string) => void; onClose: () => void }) {
  const { texts, onClose } = props;
  const panel = useRef<HTMLDivElement>(null);
  const [recent] = useState(readRecent);

  useEffect(() => {
    const element = panel.current;
    if (!element) return;
    const toggled = (event: Event) => {
      if ((event as ToggleEvent).newState === 'closed') onClose();
    };
    element.addEventListener('toggle', toggled);
    element.showPopover();
    element.querySelector<HTMLElement>('.emoji')?.focus();
    return () => element.removeEventListener('toggle', toggled);
  }, [onClose]);

  const groups: [string, string[]][] = [
    ...(recent.length > 0 ? [[texts.messages.emojiRecent, recent] as [string, string[]]] : []),
    ...(Object.keys(EMOJI) as EmojiGroup[]).map((group): [string, string[]] => [
      texts.messages.emojiGroups[group],
      emojiOf(group),
    ]),
  ];
  let index = 0;
  return (
    <div
      ref={panel}
      class="emoji-panel"
      popover="auto"
      role="dialog"
      aria-label={texts.messages.emoji}
      onKeyDown={(event) => walk(event.currentTarget, event)}
    >
      {groups.map(([name, list]) => (
        <fieldset key={name} class="emoji-group">
          <legend>{name}</legend>
          {list.map((emoji) => (
            <button
              key={emoji}
              type="button"
              class="emoji"
              tabIndex={index++ === 0 ? 0 : -1}
              onClick={() => {
                remember(emoji);
                props.onChoose(emoji);
              }}
            >
              {emoji}
            </button>
          ))}
        </fieldset>
      ))}
    </div>
  );
}
