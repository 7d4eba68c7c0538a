import { heard, plural } from './ru-common.ts';

/** Beside the foreign page every byte counts: its strings can be imported without the others. */
export const diary = {
  icon: 'Личные сообщения',
  headphones: (lesson: string) => heard(`Наушники: ${lesson}`),
  headphonesStart: (lesson: string) => heard(`Наушники: начать урок, ${lesson}`),
  headphonesLive: (lesson: string, count: number) =>
    heard(`Наушники: ${lesson}, идёт урок, ${plural(count, 'участник', 'участника', 'участников')}`),
  parent: 'Урок для ученика: войдите под его именем',
  lesson: (className: string, subject: string) => `${className}\u00a0— ${subject}`,
  unknownLesson: 'урок',
  unreadChats: (count: number) => plural(count, 'непрочитанный чат', 'непрочитанных чата', 'непрочитанных чатов'),
};
