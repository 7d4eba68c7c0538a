import { Window } from 'happy-dom';
import { describe, expect, test } from 'vitest';
import { KEY_NAMES } from '../../components/call/key-names.ts';
import { keyAction, keyTarget } from '../../components/call/keys.ts';

const plain = { key: '', ctrlKey: false, altKey: false, metaKey: false, shiftKey: false, repeat: false };
const key = (code: string, more: Partial<KeyboardEvent> = {}) => ({ ...plain, code, ...more });

describe('CALL76 keys by their place', () => {
  test('CALL76 the layout does not matter', () => {
    expect(keyAction(key('KeyM', { key: 'ь' }), 'page')).toBe('microphone');
    expect(keyAction(key('KeyV', { key: 'м' }), 'page')).toBe('camera');
    expect(keyAction(key('KeyH', { key: 'р' }), 'pressable')).toBe('hand');
    expect(keyAction(key('KeyS', { key: 'ы' }), 'page')).toBe('share');
    expect(keyAction(key('Digit7', { key: '?', shiftKey: true }), 'page')).toBe('help');
    expect(keyAction(key('Slash', { key: ',', shiftKey: true }), 'page')).toBe('help');
    expect(keyAction(key('KeyQ'), 'page')).toBeNull();
  });

  test('CALL76 nothing while one types, with Ctrl, Alt or Shift, or while a key repeats', () => {
    for (const code of ['KeyM', 'KeyV', 'KeyH', 'KeyS', 'Space']) {
      expect(keyAction(key(code), 'text')).toBeNull();
      for (const held of ['ctrlKey', 'altKey', 'metaKey', 'shiftKey', 'repeat']) {
        expect(keyAction(key(code, { [held]: true }), 'page')).toBeNull();
      }
    }
    expect(keyAction(key('Slash', { key: '?', shiftKey: true }), 'text')).toBeNull();
  });

  test('CALL77 the space bar talks, unless it presses what has the focus', () => {
    expect(keyAction(key('Space', { key: ' ' }), 'page')).toBe('talk');
    expect(keyAction(key('Space', { key: ' ' }), 'pressable')).toBeNull();
  });

  test('CALL76 where one types: fields, lists to choose from, editable text, and what is inside them', () => {
    const { document } = new Window();
    document.body.innerHTML =
      '<textarea></textarea><select></select><input type="text"><input type="range"><input type="checkbox">' +
      '<div contenteditable="true"><b></b></div><button><i></i></button><p></p>';
    const target = (selector: string) => keyTarget(document.querySelector(selector) as unknown as Element);
    for (const text of ['textarea', 'select', 'input[type=text]', 'b']) expect(target(text)).toBe('text');
    for (const pressable of ['input[type=range]', 'input[type=checkbox]', 'button', 'i']) {
      expect(target(pressable)).toBe('pressable');
    }
    expect(target('p')).toBe('page');
    expect(keyTarget(null)).toBe('page');
  });

  test('CALL76 every key that does something is in the list', () => {
    expect(KEY_NAMES.map(([action]) => action).toSorted()).toEqual([
      'camera',
      'hand',
      'help',
      'microphone',
      'share',
      'talk',
    ]);
  });
});
