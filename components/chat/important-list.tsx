import { CircleAlert, Star } from 'lucide';
import type { ImportantState } from '../../client/messages/important.ts';
import type { ClientErrorCode } from '../../client/platform.ts';
import { listTime } from '../../i18n/dates.ts';
import { errorText } from '../../i18n/errors.ts';
import { chatTitle, personName } from '../../i18n/names.ts';
import { lineOf } from '../../i18n/previews.ts';
import type { Texts } from '../../i18n/ru.ts';
import type { Chat } from '../../protocol/chats.ts';
import { PanelPage } from '../ui/panel-page.tsx';
import { Stage } from '../ui/stage.tsx';
import { ListSkeleton } from './skeleton.tsx';

export interface ImportantListProps {
  texts: Texts;
  state: ImportantState;
  error: ClientErrorCode | null;
  chats: Map<string, Chat>;
  now: number;
  onOpen: (chatId: string, ordinal: number) => void;
  onMore: () => void;
  onRetry: () => void;
  onBack: () => void;
}

function Entries(props: ImportantListProps) {
  const { texts, state, chats } = props;
  if (state.status === 'loading') {
    if (!props.error) return <ListSkeleton label={texts.common.loading} />;
    return (
      <Stage icon={CircleAlert} title={texts.chats.failedTitle} text={errorText(texts, props.error)}>
        <button type="button" class="button button-primary" onClick={props.onRetry}>
          {texts.common.retry}
        </button>
      </Stage>
    );
  }
  if (state.entries.length === 0) {
    return <Stage icon={Star} title={texts.messages.importantEmpty} text={texts.messages.importantEmptyText} />;
  }
  return (
    <>
      <ul class="important-list" aria-label={texts.messages.important}>
        {state.entries.map(({ message }) => {
          const chat = chats.get(message.chatId);
          const sender = state.people.find((person) => person.id === message.senderId);
          return (
            <li key={`${message.chatId} ${message.ordinal}`}>
              <button
                type="button"
                class="important-entry"
                onClick={() => props.onOpen(message.chatId, message.ordinal)}
              >
                <span class="important-entry-head">
                  <b>{chat ? chatTitle(texts, chat) : ''}</b>
                  <time dateTime={new Date(message.sentAt).toISOString()}>
                    {listTime(texts, message.sentAt, props.now)}
                  </time>
                </span>
                <span class="important-entry-text">
                  {sender && `${personName(sender)}: `}
                  {lineOf(texts, message)}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      {!state.isLast && (
        <button type="button" class="link-button history-earlier" onClick={props.onMore}>
          {texts.chat.loadEarlier}
        </button>
      )}
    </>
  );
}

/** «Важное»: what I marked, in all my chats; a press goes to the message. */
export function ImportantPage(props: ImportantListProps) {
  return (
    <PanelPage texts={props.texts} title={props.texts.messages.important} onBack={props.onBack}>
      <div class="panel-scroll">
        <Entries {...props} />
      </div>
    </PanelPage>
  );
}
