import { browser } from '../extension/browser.ts';
import { playNotes } from '../extension/notes.ts';
import { playMessage, type Tune } from '../extension/sound-protocol.ts';

const PAGE = '/offscreen.html';

/** The page that plays: a worker has no sound. Made when it is first needed; a second one cannot be. */
let page: Promise<void> | undefined;

function openPage(): Promise<void> {
  page ??= browser.offscreen
    .createDocument({ url: PAGE, reasons: ['AUDIO_PLAYBACK'], justification: 'the sound of a notification' })
    // There already: the worker was restarted, the page was not.
    .catch(() => {});
  return page;
}

/** The short sound of a notification, or one ring of a call. Firefox has no offscreen page: there the background is a page itself. */
export function playSound(tune: Tune = 'notice'): void {
  if (!browser.offscreen) {
    if (typeof AudioContext !== 'undefined') playNotes(tune);
    return;
  }
  openPage()
    .then(() => browser.runtime.sendMessage(playMessage(tune)))
    .catch(() => {
      // The browser closes a page that has been silent for long: the next sound opens it anew.
      page = undefined;
    });
}
