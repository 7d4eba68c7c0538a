// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { afterRelease } from '../../components/ui/after-release.ts';

test('MENU1 what a button asks for waits until it is up, and comes once', () => {
  let times = 0;
  afterRelease(new MouseEvent('contextmenu', { button: 2, buttons: 2 }), () => void times++);
  window.dispatchEvent(new Event('pointerup'));
  expect(times).toBe(0);
  window.dispatchEvent(new MouseEvent('mouseup', { button: 2 }));
  window.dispatchEvent(new MouseEvent('mouseup', { button: 0 }));
  expect(times).toBe(1);
});

test('MENU1 by the keyboard, and where the button is up already, it comes at once', () => {
  let times = 0;
  afterRelease(new MouseEvent('contextmenu'), () => void times++);
  expect(times).toBe(1);
});
