import type { Chat } from '../../protocol/chats.ts';
import { fitsLesson, type LessonName } from '../../protocol/lessons.ts';

/**
 * My chats that a lesson of the diary's page may mean: the same subject, and the same class where the page names one.
 * Two groups of one class give two; then the person chooses.
 */
export function chatsForLesson(chats: Iterable<Chat>, lesson: LessonName): Chat[] {
  return lesson.subject ? [...chats].filter((chat) => fitsLesson(chat, lesson)) : [];
}
