import { chatTitle, personName } from '../../i18n/names.ts';
import { ru } from '../../i18n/ru.ts';
import type { Chat } from '../../protocol/chats.ts';
import type { Message } from '../../protocol/messages.ts';
import type { Me, Person } from '../../protocol/people.ts';
import { chatsFor } from '../chats/list.ts';
import { membersOf } from '../chats/members.ts';
import { escapeHtml } from '../http/page.ts';
import { asSeenBy } from '../messages/hidden.ts';
import { historyAt } from '../messages/history.ts';
import { scheduledOf } from '../messages/scheduled.ts';
import { meByIds, peopleByIds, schoolOf } from '../people/people.ts';
import { personSettings } from '../people/settings.ts';
import type { Database } from '../storage/database.ts';
import { type Attachments, createAttachments, type OpenFile } from './attachments.ts';
import { messageItem, PAGE_END, pageStart } from './pages.ts';
import type { ArchiveFile } from './zip.ts';

const texts = ru;

/** Every message of a chat that a person may see, in pages, oldest first; what they deleted for themselves is not. */
async function* pagesOf(db: Database, personId: string, chat: Chat): AsyncGenerator<Message[]> {
  let after = chat.firstOrdinal - 1;
  for (;;) {
    const page = await historyAt(db, chat.id, chat.firstOrdinal, { after });
    const last = page.at(-1);
    if (!last) return;
    after = last.ordinal;
    yield (await asSeenBy(db, personId, page)).filter((message) => !message.isHidden);
  }
}

async function* asJson(db: Database, personId: string, chat: Chat): AsyncGenerator<string> {
  const members = await membersOf(db, chat.id);
  const people = new Map(members.map(({ person }) => [person.id, person]));
  yield `{"chat":${JSON.stringify(chat)},"members":${JSON.stringify(members)},"messages":[`;
  let separator = '\n';
  for await (const page of pagesOf(db, personId, chat)) {
    for (const message of page) {
      yield `${separator}${JSON.stringify(message)}`;
      separator = ',\n';
    }
    await addPeople(db, people, page);
  }
  yield `\n],"people":${JSON.stringify([...people.values()])}}\n`;
}

/** Everybody whom a message names: who wrote it, what it answers, who reacted and voted. */
function peopleOf({ senderId, replyTo, reactions = [], poll }: Message): string[] {
  const voters = poll?.options.flatMap((option) => option.voters ?? []) ?? [];
  return [senderId, ...(replyTo ? [replyTo.senderId] : []), ...reactions.flatMap(({ people }) => people), ...voters];
}

/** Whom these messages name and who is not known yet: people who have left the chat. */
async function addPeople(db: Database, people: Map<string, Person>, page: Message[]): Promise<void> {
  const missing = new Set(page.flatMap(peopleOf).filter((id) => !people.has(id)));
  for (const person of await peopleByIds(db, [...missing])) people.set(person.id, person);
}

async function* asHtml(db: Database, personId: string, chat: Chat, { pathOf }: Attachments): AsyncGenerator<string> {
  const people = new Map<string, Person>();
  yield `${pageStart(texts, chatTitle(texts, chat))}<p><a href="../index.html">${escapeHtml(texts.export.all)}</a></p><ol>\n`;
  for await (const page of pagesOf(db, personId, chat)) {
    await addPeople(db, people, page);
    for (const message of page) yield messageItem(texts, message, { personOf: (id) => people.get(id), pathOf });
  }
  yield `</ol>${PAGE_END}`;
}

/** Files are numbered: no name that somebody chose becomes a path (S10). */
const fileOf = (index: number) => `chats/${String(index + 1).padStart(3, '0')}`;

function indexPage(me: Me, school: string, chats: Chat[]): string {
  const items = chats.map((chat, index) => {
    const count = texts.export.messages(Math.max(0, chat.lastOrdinal - chat.firstOrdinal + 1));
    const link = `<a href="${fileOf(index)}.html">${escapeHtml(chatTitle(texts, chat))}</a>`;
    return `<li>${link} <span class="when">${escapeHtml(count)}</span></li>\n`;
  });
  const title = texts.export.title(personName(me));
  return `${pageStart(texts, title)}<p>${escapeHtml(school)}</p><ul>\n${items.join('')}</ul>${PAGE_END}`;
}

/**
 * Everything of a person that the server holds: who they are, their settings, what they put off, and their chats as they see them, with
 * the files that hang there.
 */
export async function* filesOf(
  { db, openFile }: { db: Database; openFile: OpenFile },
  personId: string,
): AsyncGenerator<ArchiveFile> {
  const [me] = await meByIds(db, [personId]);
  const school = await schoolOf(db, personId);
  if (!me || !school) return;
  const chats = await chatsFor(db, personId);
  yield { name: 'index.html', content: [indexPage(me, school.name, chats)] };
  const [settings, scheduled] = [await personSettings(db, personId), await scheduledOf(db, personId)];
  const profile = { person: me, school, settings, scheduled };
  yield { name: 'profile.json', content: [`${JSON.stringify(profile, null, 2)}\n`] };
  const attachments = createAttachments();
  for (const [index, chat] of chats.entries()) {
    yield { name: `${fileOf(index)}.html`, content: asHtml(db, personId, chat, attachments) };
    yield { name: `${fileOf(index)}.json`, content: asJson(db, personId, chat) };
  }
  yield* attachments.files(openFile);
}
