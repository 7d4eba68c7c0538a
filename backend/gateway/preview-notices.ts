import type { Preview } from '../bus/bus.ts';

/**
 * Tells what stands last in a chat to those who do not have it open: at once, and while it advances, the newest of a
 * quarter of a second. Otherwise a lively chat would cost each of its members a frame for each message, open or not.
 */
export function createPreviewGatherer(tell: (preview: Preview) => void, everyMs = 250) {
  /** Chats that were told a moment ago, with what came since. */
  const resting = new Map<string, { timer: NodeJS.Timeout; next?: Preview }>();

  function say(preview: Preview): void {
    const { chatId } = preview.notice;
    resting.set(chatId, { timer: setTimeout(wake, everyMs, chatId) });
    tell(preview);
  }
  function wake(chatId: string): void {
    const next = resting.get(chatId)?.next;
    resting.delete(chatId);
    if (next) say(next);
  }

  return {
    add(preview: Preview): void {
      const rest = resting.get(preview.notice.chatId);
      if (preview.name === 'preview:changed') {
        // Who has not heard of the message yet hears of it as it is now.
        if (rest?.next) tell({ ...preview, name: 'chat:advanced' });
        delete rest?.next;
        tell(preview);
      } else if (rest) {
        rest.next = preview;
      } else {
        say(preview);
      }
    },
    close(): void {
      for (const { timer } of resting.values()) clearTimeout(timer);
    },
  };
}
