import * as v from 'valibot';
import { browser } from '../extension/browser.ts';
import { playNotes } from '../extension/notes.ts';
import { PlaySound } from '../extension/sound-protocol.ts';

browser.runtime.onMessage.addListener((message: unknown, sender) => {
  // Only the worker asks: it has no page's address.
  if (sender.id !== browser.runtime.id || sender.tab) return;
  const asked = v.safeParse(PlaySound, message);
  if (asked.success) playNotes(asked.output.tune);
});
