import type { ChatName } from '../protocol/chats.ts';
import type { Person } from '../protocol/people.ts';
import type { CommonTexts } from './ru-common.ts';

/** A class as the screen shows it: `7Б` is «7 Б» with a non-breaking space; `11` and `5-1` stay as they are. */
export function className(stored: string): string {
  return stored.replace(/^(\d+)(\p{L}.*)$/u, '$1\u00a0$2');
}

/** How a person is called in chats and calls: a teacher by name and patronymic, others by name and surname. */
export function personName(person: Pick<Person, 'role' | 'givenName' | 'middleName' | 'familyName'>): string {
  if (person.role === 'teacher' && person.middleName) return `${person.givenName} ${person.middleName}`;
  return `${person.givenName} ${person.familyName}`;
}

/** The roster's form: «Иванова Анна». */
export function rosterName(person: Pick<Person, 'givenName' | 'familyName'>): string {
  return `${person.familyName} ${person.givenName}`;
}

/** The sender in a preview: «Соколов М.», a teacher «Елена Викторовна». */
export function shortName(person: Pick<Person, 'role' | 'givenName' | 'middleName' | 'familyName'>): string {
  if (person.role === 'teacher') return personName(person);
  return `${person.familyName} ${person.givenName.slice(0, 1)}.`;
}

/** Two letters for the avatar: given name, then patronymic of a teacher or surname of others. */
export function initials(person: Pick<Person, 'role' | 'givenName' | 'middleName' | 'familyName'>): string {
  const second = person.role === 'teacher' && person.middleName ? person.middleName : person.familyName;
  return `${person.givenName.slice(0, 1)}${second.slice(0, 1)}`.toUpperCase();
}

/** «Иванова Анна, 7 Б» for a pupil; «Иванова Ольга, родитель: Иванова Анна, 7 Б» for a parent. */
export function personWithClass(texts: CommonTexts, person: Person & { children?: Person[] }): string {
  const name = rosterName(person);
  if (person.role === 'pupil' && person.className) return `${name}, ${className(person.className)}`;
  if (person.role === 'teacher')
    return `${name}${person.middleName ? ` ${person.middleName}` : ''}, ${texts.people.roles.teacher}`;
  const children = (person.children ?? []).map((child) => personWithClass(texts, child)).join('; ');
  return children ? `${name}, ${texts.people.parentOf(children)}` : name;
}

/** A chat's title, made of what the roster says of it. */
export function chatTitle(texts: CommonTexts, chat: ChatName): string {
  const ofClass = chat.className ? className(chat.className) : '';
  if (chat.kind === 'direct') return chat.peer ? personName(chat.peer) : texts.chats.unknownPerson;
  if (chat.kind === 'own') return chat.title ?? texts.chats.untitled;
  if (chat.kind === 'staff') return texts.chats.staff;
  if (chat.kind === 'class') return texts.chats.classChat(ofClass);
  if (chat.kind === 'parents') return texts.chats.parentsChat(ofClass);
  const subject = chat.subject ?? '';
  // Pupils of several classes have no class in the title.
  const title = ofClass ? texts.chats.subjectChat(ofClass, subject) : subject;
  return chat.group ? texts.chats.group(title, chat.group) : title;
}

/** What the headphones of a chat are called for a screen reader: of two people's own chat there is no lesson. */
export function headphonesName(
  texts: CommonTexts,
  chat: ChatName,
  title: string,
  call: { participantCount: number } | undefined,
): string {
  const { headphones, headphonesCall, headphonesLive } = texts.chats;
  if (!call) return headphones(title);
  return (chat.kind === 'direct' ? headphonesCall : headphonesLive)(title, call.participantCount);
}
