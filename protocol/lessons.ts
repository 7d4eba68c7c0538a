/** Case and spaces aside, and the letter yo written as ye (the diary and the roster may differ in it). */
const plain = (text: string) => text.toLocaleLowerCase('ru').replaceAll('\u0451', '\u0435').replace(/\s+/g, ' ').trim();

/** A lesson as the diary's page names it. */
export interface LessonName {
  className?: string | undefined;
  subject?: string | undefined;
}

/** Whether a chat is of the lesson's subject, and of its class where the page names one. */
export function fitsLesson(
  chat: { kind: string; className?: string | undefined; subject?: string | undefined },
  { className, subject }: LessonName,
): boolean {
  return (
    chat.kind === 'subject' &&
    subject !== undefined &&
    chat.subject !== undefined &&
    plain(chat.subject) === plain(subject) &&
    (!className || !chat.className || plain(chat.className) === plain(className))
  );
}
