import { useEffect, useMemo } from 'preact/hooks';
import type { App } from '../../client/app.ts';
import { createPastWindow } from '../../client/messages/past-window.ts';
import type { OpenChatState } from '../../client/messages/state.ts';
import type { Chat } from '../../protocol/chats.ts';

/** The chat at a message that was looked for, over the newest messages; `startOrdinal`: the one to open it at. */
export function usePast(app: App, chat: Chat, startOrdinal: number | null) {
  const past = useMemo(
    () => createPastWindow({ connection: app.connection, chatId: chat.id, firstOrdinal: chat.firstOrdinal }),
    [app, chat.id, chat.firstOrdinal],
  );
  useEffect(() => {
    if (startOrdinal !== null) void past.show(startOrdinal);
    return past.close;
  }, [past, startOrdinal]);
  const state = past.state.value;
  return {
    focusOrdinal: state?.ordinal ?? null,
    hasLater: state?.hasLater ?? false,
    isLoading: past.isLoading.value,
    show: (ordinal: number) => void past.show(ordinal),
    leave: past.leave,
    onEarlier: () => void past.loadEarlier(),
    onLater: () => void past.loadLater(),
    /** What the history shows: the stretch around the message, or the newest ones. */
    over(open: OpenChatState): OpenChatState {
      if (!state) return open;
      const { messages, hasEarlier } = state;
      return { ...open, messages, hasEarlier, people: [...open.people, ...state.people] };
    },
  };
}
