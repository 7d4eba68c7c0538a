import type { OpenChatState } from '../../client/messages/state.ts';
import { personName } from '../../i18n/names.ts';
import type { Texts } from '../../i18n/ru.ts';
import type { Chat } from '../../protocol/chats.ts';
import type { Person } from '../../protocol/people.ts';
import { lazy } from '../ui/lazy.tsx';
import type { MessageVerbs } from './desk.ts';
import { MessageMenu } from './message-menu.tsx';
import { rightsOf } from './message-rights.ts';
import { REACTION_EMOJI } from './reactions.tsx';
import type { useDesk } from './use-desk.ts';

const ForwardDialog = lazy(async () => (await import('./message-dialogs.tsx')).ForwardDialog);
const PeopleDialog = lazy(async () => (await import('./message-dialogs.tsx')).PeopleDialog);
const RemoveDialog = lazy(async () => (await import('./message-dialogs.tsx')).RemoveDialog);

/** What lies over a chat while something is done with one message: the menu, or one of the dialogs. */
export function DeskLayer(props: {
  texts: Texts;
  chat: Chat;
  state: OpenChatState;
  now: number;
  /** Where a message may be passed on to. */
  chats: Chat[];
  verbs: MessageVerbs;
  use: ReturnType<typeof useDesk>;
}) {
  const { texts, chat, state, verbs, use } = props;
  const { opened, desk, close } = use;
  if (!opened) return null;
  const { message } = opened;
  const { myId } = desk;
  const rights = rightsOf(message, { chat, state, myId, now: props.now });
  const person = (id: string): Person[] => {
    const found = use.personOf(id);
    return found ? [found] : [];
  };
  switch (opened.kind) {
    case 'menu':
      return (
        <MessageMenu
          key={message.ordinal}
          texts={texts}
          message={message}
          rights={rights}
          myId={myId}
          isPinned={desk.pinned === message.ordinal}
          isImportant={desk.important.has(message.ordinal)}
          at={opened.at}
          onChoose={(choice) => use.choose(message, choice)}
          onReact={(reaction) => desk.react(message, reaction)}
          onClose={use.closeMenu}
        />
      );
    case 'remove':
      return (
        <RemoveDialog
          texts={texts}
          canRemoveForAll={rights.canRemoveForAll}
          isOwn={message.senderId === myId}
          onRemove={(forAll) => {
            close();
            use.attempt(forAll ? verbs.remove(message) : verbs.hide([message]));
          }}
          onClose={close}
        />
      );
    case 'forward':
      return (
        <ForwardDialog
          texts={texts}
          chats={props.chats}
          onForward={(chatIds) => {
            close();
            use.attempt(verbs.forward([message], chatIds), texts.messages.forwarded(chatIds.length));
          }}
          onClose={close}
        />
      );
    case 'readers': {
      const readers = state.members.filter(
        (member) => member.person.id !== message.senderId && member.readOrdinal >= message.ordinal,
      );
      return (
        <PeopleDialog
          texts={texts}
          title={texts.messages.readers}
          empty={texts.messages.nobodyRead}
          people={readers.map((member) => ({ person: member.person }))}
          onClose={close}
        />
      );
    }
    case 'whoReacted': {
      const reacted = (message.reactions ?? []).flatMap(({ reaction, people }) =>
        people.flatMap((id) => person(id).map((one) => ({ person: one, sign: REACTION_EMOJI[reaction] }))),
      );
      return <PeopleDialog texts={texts} title={texts.messages.whoReacted} empty="" people={reacted} onClose={close} />;
    }
  }
}

/** Who writes here right now, by name. */
export function typingLine(texts: Texts, people: Person[]): string | null {
  return people.length === 0 ? null : texts.messages.typing(people.map((one) => personName(one)));
}
