import type { Chat } from '../../protocol/chats.ts';

/** Case and spaces aside, and the letter yo written as ye (the diary and the roster may differ in it). */
const plain = (text: string) => text.toLocaleLowerCase('ru').replaceAll('\u0451', '\u0435').replace(/\s+/g, ' ').trim();

/**
 * My chats that a lesson of the diary's page may mean: the same subject, and the same class where the page names one.
 * Two groups of one class give two; then the person chooses.
 */
export function chatsForLesson(
  chats: Iterable<Chat>,
  lesson: { className?: string | undefined; subject?: string | undefined },
): Chat[] {
  const { className, subject } = lesson;
  if (!subject) return [];
  return [...chats].filter(
    (chat) =>
      chat.kind === 'subject' &&
      chat.subject !== undefined &&
      plain(chat.subject) === plain(subject) &&
      (!className || !chat.className || plain(chat.className) === plain(className)),
  );
}
