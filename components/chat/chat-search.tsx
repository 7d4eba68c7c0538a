import { useState } from 'preact/hooks';
import type { Search } from '../../client/search/search.ts';
import { chatTitle } from '../../i18n/names.ts';
import type { Texts } from '../../i18n/ru.ts';
import type { Chat } from '../../protocol/chats.ts';
import { PanelPage } from '../ui/panel-page.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { MessageHits } from './search-results.tsx';

/** The search in one chat. */
export function ChatSearch(props: {
  texts: Texts;
  chat: Chat;
  search: Search;
  now: number;
  onBack: () => void;
  onOpen: (ordinal: number) => void;
}) {
  const { texts, search } = props;
  const [typed, setTyped] = useState('');
  function type(text: string) {
    setTyped(text);
    search.ask(text);
  }
  return (
    <PanelPage texts={texts} title={texts.search.inChat(chatTitle(texts, props.chat))} onBack={props.onBack}>
      <div class="list-tools">
        <SearchField
          label={texts.search.field}
          clearLabel={texts.search.clear}
          value={typed}
          isFocused={true}
          onInput={type}
        />
      </div>
      <div class="panel-scroll">
        <MessageHits
          texts={texts}
          search={search}
          chats={null}
          now={props.now}
          saysNothing={true}
          onOpen={(_, ordinal) => props.onOpen(ordinal)}
        />
      </div>
    </PanelPage>
  );
}
