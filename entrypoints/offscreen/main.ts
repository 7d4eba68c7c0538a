import { browser } from '../extension/browser.ts';
import { playNotes } from '../extension/notes.ts';
import { PLAY_SOUND } from '../extension/sound-protocol.ts';

browser.runtime.onMessage.addListener((message: unknown, sender) => {
  // Only the worker asks: it has no page's address.
  if (sender.id !== browser.runtime.id || sender.tab) return;
  if ((message as { type?: unknown } | null)?.type === PLAY_SOUND.type) playNotes();
});
