/**
 * Which chats somebody looks at right now: a page holds a shared Web Lock for the chat while it is visible, so that
 * nobody has to be told, and a page that dies lets go.
 */
const nameOf = (chatId: string) => `peremenka:viewing:${chatId}`;

/** Holds the chat as looked at until the signal aborts. */
export function holdViewing(chatId: string, signal: AbortSignal): void {
  void navigator.locks.request(nameOf(chatId), { mode: 'shared' }, () => {
    return new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve());
    });
  });
}

/** Whether some page shows this chat. */
export async function isViewed(chatId: string): Promise<boolean> {
  const { held } = await navigator.locks.query();
  return (held ?? []).some((lock) => lock.name === nameOf(chatId));
}
