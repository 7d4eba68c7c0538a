import type { App } from '../../client/app.ts';
import type { OpenChat } from '../../client/messages/open-chat.ts';
import { senderOf } from '../../client/messages/state.ts';
import type { MessageVerbs } from '../../components/chat/desk.ts';
import { personName } from '../../i18n/names.ts';
import type { usePast } from './use-past.ts';

/** So many messages are loaded between here and one that is looked for; farther back the history opens there. */
const NEAR = 300;

/** What the screen of one chat does with its messages. */
export function verbsOf(app: App, open: OpenChat, past: ReturnType<typeof usePast>): MessageVerbs {
  const { chatId } = open;
  return {
    ...app.messages,
    pin: (ordinal) => app.messages.pin(chatId, ordinal),
    forward(messages, chatIds) {
      const nameOf = (id: string) => {
        const author = senderOf(past.over(open.state.value), id);
        return author ? personName(author) : '';
      };
      return app.messages.forward(messages, nameOf, chatIds);
    },
    async reach(ordinal) {
      const { messages } = past.over(open.state.value);
      if (messages.some((message) => message.ordinal === ordinal)) return true;
      const first = open.state.value.messages[0]?.ordinal ?? 0;
      if (past.focusOrdinal === null && first - ordinal <= NEAR) return open.reach(ordinal);
      past.show(ordinal);
      return true;
    },
    typing: () => app.typing.tell(chatId),
    saveDraft: (draft) => app.drafts.save(chatId, draft),
  };
}
