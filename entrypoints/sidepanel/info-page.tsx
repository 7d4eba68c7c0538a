import { useCallback, useState } from 'preact/hooks';
import type { App } from '../../client/app.ts';
import { AddMembers, EditChat } from '../../components/chat/chat-forms.tsx';
import { ChatInfo, type InfoPart } from '../../components/chat/chat-info.tsx';
import { ChatRightsPage } from '../../components/chat/chat-rights.tsx';
import { InvitePage } from '../../components/chat/invite-page.tsx';
import type { MemberChoice } from '../../components/chat/member-menu.tsx';
import { useLoaded } from '../../components/ui/use-loaded.ts';
import type { Texts } from '../../i18n/ru.ts';
import type { Chat, Member } from '../../protocol/chats.ts';
import type { CommandInput } from '../../protocol/commands.ts';
import type { Silence } from '../../protocol/own-chats.ts';
import { problemOf } from './problem-of.ts';

const SILENCES: Partial<Record<MemberChoice, Silence>> = {
  silenceHour: 'hour',
  silenceDay: 'day',
  silenceAlways: 'always',
  giveBack: 'none',
};
const ROLES: Partial<Record<MemberChoice, CommandInput<'member:role'>['role']>> = {
  makeAdmin: 'admin',
  makeMember: 'member',
  handOver: 'owner',
};

/** Does to a member what was chosen. */
function changeMember({ connection }: App, chatId: string, personId: string, choice: MemberChoice): Promise<object> {
  const [silence, role] = [SILENCES[choice], ROLES[choice]];
  if (silence) return connection.call('member:silence', { chatId, personId, silence });
  if (role) return connection.call('member:role', { chatId, personId, role });
  return connection.call('member:remove', { chatId, personId });
}

interface PartProps {
  texts: Texts;
  app: App;
  chat: Chat;
  onBack: () => void;
}

/** «Добавить участников»: of my contacts those who are not in the chat as it was opened. */
function AddPage(props: PartProps & { members: Member[] }) {
  const { texts, app, chat, members, onBack } = props;
  const load = useCallback(async () => {
    const { contacts } = await app.connection.call('contact:list', {});
    const there = new Set(members.map(({ person }) => person.id));
    return contacts.filter(({ person }) => !there.has(person.id));
  }, [app, chat.id]);
  const [loaded, retry] = useLoaded(load);
  async function add(personIds: string[]) {
    await app.connection.call('member:add', { chatId: chat.id, personIds });
    onBack();
  }
  return <AddMembers texts={texts} loaded={loaded} onRetry={retry} onAdd={add} onBack={onBack} />;
}

/** «Ссылка-приглашение» of the chat. */
function InvitesPage({ texts, app, chat, now, onBack }: PartProps & { now: number }) {
  const { connection, serverUrl } = app;
  const chatId = chat.id;
  // Somebody who comes by the link changes how many have.
  const load = useCallback(
    async () => (await connection.call('invite:get', { chatId })).invite,
    [connection, chatId, chat.memberCount],
  );
  const [loaded, retry] = useLoaded(load);
  return (
    <InvitePage
      {...{ texts, loaded, serverUrl, now, onBack }}
      onMake={async (lifetime, maxUses) => (await connection.call('invite:make', { chatId, lifetime, maxUses })).invite}
      onRemove={async () => void (await connection.call('invite:remove', { chatId }))}
      onRetry={retry}
    />
  );
}

/** «О чате» of the open chat, with the pages behind it. */
export function InfoPage(props: {
  texts: Texts;
  app: App;
  chat: Chat;
  members: Member[];
  myId: string;
  now: number;
  onBack: () => void;
  onSearch: () => void;
  /** Opens the direct chat with somebody. */
  onWrite: (personId: string) => Promise<void>;
}) {
  const { texts, app, chat, members, myId, now, onBack, onSearch } = props;
  const chatId = chat.id;
  const [part, setPart] = useState<InfoPart | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const toInfo = () => setPart(null);
  /** Asks for a change; why it was not made is said on the page. */
  function attempt(work: Promise<unknown>) {
    setProblem(null);
    work.catch((error) => setProblem(problemOf(texts, error)));
  }
  const edit = (change: Omit<CommandInput<'chat:edit'>, 'chatId'>) =>
    app.connection.call('chat:edit', { chatId, ...change });
  if (part === 'add') return <AddPage {...{ texts, app, chat, members }} onBack={toInfo} />;
  if (part === 'invite') return <InvitesPage {...{ texts, app, chat, now }} onBack={toInfo} />;
  if (part === 'edit') {
    return (
      <EditChat
        texts={texts}
        chat={chat}
        upload={app.uploadPicture}
        onSave={async ({ title, picture }) => {
          await edit({ title, picture });
          toInfo();
        }}
        onBack={toInfo}
      />
    );
  }
  if (part === 'rights') {
    return (
      <ChatRightsPage
        {...{ texts, chat, problem }}
        onReadOnly={(isReadOnly) => attempt(edit({ isReadOnly }))}
        onRights={(rights) => attempt(edit({ rights }))}
        onBack={toInfo}
      />
    );
  }
  return (
    <ChatInfo
      {...{ texts, chat, members, myId, now, problem, onBack, onSearch }}
      onArrange={(change) => attempt(app.connection.call('chat:arrange', { chatId, change }))}
      onMember={({ person }, choice) =>
        attempt(choice === 'write' ? props.onWrite(person.id) : changeMember(app, chatId, person.id, choice))
      }
      onLeave={() =>
        attempt(app.connection.call('chat:leave', { chatId }).then(({ isArchived }) => isArchived && onBack()))
      }
      onPage={setPart}
    />
  );
}
