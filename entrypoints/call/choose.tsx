import { Headphones } from 'lucide';
import { ChatAvatar } from '../../components/ui/avatar.tsx';
import { Stage } from '../../components/ui/stage.tsx';
import { chatTitle } from '../../i18n/names.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import type { Chat } from '../../protocol/chats.ts';

/** Two chats fit the lesson (two groups of a class): the person chooses once. */
export function Choose(props: { texts: CallTexts; chats: Chat[]; onChoose: (chatId: string) => void }) {
  const { texts } = props;
  return (
    <main class="whole">
      <Stage icon={Headphones} title={texts.call.chooseTitle} text={texts.call.chooseText}>
        <ul class="choices">
          {props.chats.map((chat) => (
            <li key={chat.id}>
              <button type="button" class="choice" onClick={() => props.onChoose(chat.id)}>
                <ChatAvatar chat={chat} title={chatTitle(texts, chat)} size={40} />
                <span>{chatTitle(texts, chat)}</span>
              </button>
            </li>
          ))}
        </ul>
      </Stage>
    </main>
  );
}
