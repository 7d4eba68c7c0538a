/** What a key does in a call. */
export type KeyAction = 'microphone' | 'camera' | 'hand' | 'share' | 'talk' | 'help';

/** By the key's place: on a Russian keyboard M is where Ь stands. */
const ACTIONS: Record<string, KeyAction> = {
  KeyM: 'microphone',
  KeyV: 'camera',
  KeyH: 'hand',
  KeyS: 'share',
  Space: 'talk',
};

/** Where a key goes: into a text, on something that the space bar presses, or nowhere. */
export type KeyTarget = 'text' | 'pressable' | 'page';

const TEXT = 'textarea, select, [contenteditable=""], [contenteditable="true"], [role="textbox"]';
const PRESSABLE = 'button, a, summary, input, video, audio, [role="button"], [role="menuitem"], [role="option"]';
const NO_TEXT = ['button', 'checkbox', 'color', 'file', 'image', 'radio', 'range', 'reset', 'submit'];

/** What a key pressed in this element would mean to it. */
export function keyTarget(element: Element | null): KeyTarget {
  if (!element) return 'page';
  if (element.closest(TEXT)) return 'text';
  const input = element.closest<HTMLInputElement>('input');
  if (input && !NO_TEXT.includes(input.type)) return 'text';
  return element.closest(PRESSABLE) ? 'pressable' : 'page';
}

type Key = Pick<KeyboardEvent, 'code' | 'key' | 'ctrlKey' | 'altKey' | 'metaKey' | 'shiftKey' | 'repeat'>;

/** What this key does here, or null: it is the browser's, or somebody types. */
export function keyAction(key: Key, target: KeyTarget): KeyAction | null {
  if (target === 'text' || key.ctrlKey || key.altKey || key.metaKey || key.repeat) return null;
  if (key.key === '?' || (key.code === 'Slash' && key.shiftKey)) return 'help';
  if (key.shiftKey) return null;
  const action = ACTIONS[key.code] ?? null;
  return action === 'talk' && target === 'pressable' ? null : action;
}
