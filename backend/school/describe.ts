import { chatTitle, className } from '../../i18n/names.ts';
import { ru, schoolTexts } from '../../i18n/ru.ts';
import type { ChatName } from '../../protocol/chats.ts';
import { type ChatRow, changedFields, type PersonRow, type Plan } from './plan.ts';

const words = schoolTexts.changes;

/** Lines of one sort that are written out; the rest is counted. */
const MAX_LINES = 100;

/** «Иванова Анна Сергеевна, ученик, 7 Б». */
function who(person: PersonRow): string {
  const name = [person.familyName, person.givenName, person.middleName].filter(Boolean).join(' ');
  const parts = [name, ru.people.roles[person.role], ...(person.className ? [className(person.className)] : [])];
  return parts.join(', ');
}

function title(chat: ChatRow): string {
  const name: ChatName = {
    kind: chat.kind,
    ...(chat.className ? { className: chat.className } : {}),
    ...(chat.subject ? { subject: chat.subject } : {}),
    ...(chat.groupName ? { group: chat.groupName } : {}),
  };
  return chatTitle(ru, name);
}

function fieldNames(change: { before: PersonRow; after: PersonRow }): string {
  const names = changedFields(change).flatMap((field) => {
    if (field === 'leftAt') return [];
    if (field === 'givenName' || field === 'familyName' || field === 'middleName') return [words.fields.name];
    return [words.fields[field]];
  });
  return [...new Set(names)].join(', ');
}

function limited(lines: string[]): string[] {
  if (lines.length <= MAX_LINES) return lines;
  return [...lines.slice(0, MAX_LINES), words.more(lines.length - MAX_LINES)];
}

function peopleLines(plan: Plan): string[] {
  const name = (id: string) => {
    const person = plan.people.get(id);
    return person ? who(person) : '';
  };
  return [
    ...limited(plan.peopleAdded.map((person) => words.personAdded(who(person)))),
    ...limited(
      plan.peopleChanged.map((change) => {
        if (change.before.leftAt !== null) return words.personReturned(who(change.after));
        return words.personChanged(who(change.before), who(change.after), fieldNames(change));
      }),
    ),
    ...limited(plan.peopleLeft.map((person) => words.personLeft(who(person)))),
    ...limited(plan.guardiansAdded.map((pair) => words.guardianAdded(name(pair.parentId), name(pair.childId)))),
    ...limited(plan.guardiansRemoved.map((pair) => words.guardianRemoved(name(pair.parentId), name(pair.childId)))),
  ];
}

function chatLines(plan: Plan): string[] {
  const inChat = (row: { chatId: string; personId: string }): [string, string] => {
    const chat = plan.chats.get(row.chatId);
    const person = plan.people.get(row.personId);
    return [chat ? title(chat) : '', person ? who(person) : ''];
  };
  const sizes = new Map<string, number>();
  for (const { row } of plan.membersJoined) sizes.set(row.chatId, (sizes.get(row.chatId) ?? 0) + 1);
  const joined = plan.membersJoined.filter(({ isNewChat }) => !isNewChat);
  return [
    ...limited(plan.chatsAdded.map((chat) => words.chatAdded(title(chat), sizes.get(chat.id) ?? 0))),
    ...limited(plan.chatsChanged.map(({ before, after }) => words.chatChanged(title(before), title(after)))),
    ...limited(joined.map(({ row }) => words.joined(...inChat(row)))),
    ...limited(
      plan.membersChanged.map(({ after }) => words.roleChanged(...inChat(after), words.memberRoles[after.role])),
    ),
    ...limited(plan.membersLeft.map((row) => words.left(...inChat(row)))),
  ];
}

/** A plan as lines for the person who runs the school; one line that says so where nothing changes. */
export function describePlan(plan: Plan): string[] {
  const { before, after } = plan.school;
  const lines: string[] = [];
  if (!before) lines.push(words.newSchool(after.name));
  else if (before.name !== after.name) lines.push(words.school(before.name, after.name));
  lines.push(...peopleLines(plan), ...chatLines(plan));
  return lines.length > 0 ? lines : [words.none];
}
