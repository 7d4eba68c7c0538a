import { heard, plural } from './en-common.ts';
import type { diary as russian } from './ru-diary.ts';

/** Beside the foreign page every byte counts: its strings can be imported without the others. */
export const diary: typeof russian = {
  icon: 'Messages',
  headphones: (lesson) => heard(`Headphones: ${lesson}`),
  headphonesStart: (lesson) => heard(`Headphones: start the lesson, ${lesson}`),
  headphonesLive: (lesson, count) =>
    heard(`Headphones: ${lesson}, the lesson is on, ${plural(count, 'participant', 'participants')}`),
  parent: 'This lesson is for the pupil: sign in as your child to join',
  lesson: (className, subject) => `${className}\u00a0— ${subject}`,
  unknownLesson: 'lesson',
  unreadChats: (count) => plural(count, 'unread chat', 'unread chats'),
};
