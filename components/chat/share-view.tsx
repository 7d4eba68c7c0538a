import { useState } from 'preact/hooks';
import { fitsWords } from '../../client/search/names.ts';
import { chatTitle } from '../../i18n/names.ts';
import type { Texts } from '../../i18n/ru.ts';
import type { Chat } from '../../protocol/chats.ts';
import { ChatAvatar } from '../ui/avatar.tsx';
import { PanelPage } from '../ui/panel-page.tsx';
import { SearchField } from '../ui/search-field.tsx';

/** «Отправить в чат»: which chat a piece of a page is for; it is put into that chat's field and not sent by itself. */
export function ShareView(props: {
  texts: Texts;
  text: string;
  /** Those that I may write in. */
  chats: Chat[];
  onChoose: (chatId: string) => void;
  onBack: () => void;
}) {
  const { texts, text } = props;
  const [typed, setTyped] = useState('');
  const found = props.chats.filter((chat) => fitsWords(typed, chatTitle(texts, chat)));
  return (
    <PanelPage texts={texts} title={texts.share.title} onBack={props.onBack}>
      <div class="list-tools">
        <SearchField
          label={texts.messages.forwardSearch}
          clearLabel={texts.search.clear}
          value={typed}
          isFocused
          onInput={setTyped}
        />
      </div>
      <div class="panel-scroll">
        <blockquote class="share-text">{text}</blockquote>
        {found.length === 0 && <p class="dialog-text share-none">{texts.messages.forwardNothing}</p>}
        <ul class="hits">
          {found.map((chat) => {
            const title = chatTitle(texts, chat);
            return (
              <li key={chat.id}>
                <button type="button" class="member share-chat" onClick={() => props.onChoose(chat.id)}>
                  <ChatAvatar chat={chat} title={title} size={40} />
                  <span class="hit-title">{title}</span>
                </button>
              </li>
            );
          })}
        </ul>
      </div>
    </PanelPage>
  );
}
