import type { App } from '../../client/app.ts';
import { writableChats } from '../../client/chats/rights.ts';
import { ShareView } from '../../components/chat/share-view.tsx';
import type { Texts } from '../../i18n/ru.ts';
import { MAX_TEXT_LENGTH } from '../../protocol/limits.ts';

/** A piece of a page, on its way into a chat: it becomes the end of what is begun there. */
export function SharePage(props: {
  texts: Texts;
  app: App;
  text: string;
  now: number;
  onOpen: (chatId: string) => void;
  onBack: () => void;
}) {
  const { texts, app, text, now } = props;
  function choose(chatId: string) {
    const begun = app.drafts.of(chatId);
    const whole = begun?.text ? `${begun.text}\n${text}` : text;
    app.drafts.save(chatId, { ...begun, text: whole.slice(0, MAX_TEXT_LENGTH) });
    props.onOpen(chatId);
  }
  return (
    <ShareView
      texts={texts}
      text={text}
      chats={writableChats(app.chats.state.value, now)}
      onChoose={choose}
      onBack={props.onBack}
    />
  );
}
