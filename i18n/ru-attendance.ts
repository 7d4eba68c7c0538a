import { plural } from './ru-common.ts';

/** Who was at a lesson: of the panel and of the call, fetched when it is opened. */
export const attendance = {
  title: 'Посещаемость',
  lesson: (from: string, until: string) => `Урок ${from}–${until}`,
  goesOn: (from: string) => `Урок с\u00a0${from}, идёт сейчас`,
  count: (present: number, all: number) => `Были ${present} из ${all}`,
  inside: (present: number, all: number) => `В звонке ${present} из ${all}`,
  nobody: 'В этом чате нет учеников',
  name: 'Ученик',
  className: 'Класс',
  came: 'Вход',
  left: 'Выход',
  minutes: 'Мин',
  mark: 'Отметка',
  marks: { present: 'на уроке', absent: 'отсутствие', inside: 'в звонке', away: 'не в звонке' },
  notYet: 'ещё нет',
  late: (minutes: number) => `опоздание\u00a0${minutes}\u00a0мин`,
  leftEarly: 'ранний уход',
  csv: 'Скачать CSV',
  copy: 'Скопировать для журнала',
  copied: (count: number) => `Скопировано: ${plural(count, 'строка', 'строки', 'строк')}`,
  notCopied: 'Не получилось скопировать. Скачайте CSV.',
  fileName: (date: string) => `Посещаемость ${date}.csv`,
};
export type AttendanceTexts = typeof attendance;
