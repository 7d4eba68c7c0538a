import type { CommandOutput } from '../../protocol/commands.ts';
import { fitsLesson, type LessonName } from '../../protocol/lessons.ts';
import { toChatName } from '../chats/rules.ts';
import type { Queries } from '../storage/database.ts';

/**
 * The lessons of the school that fit what the diary's page says, for a teacher who stands in for another; nobody else
 * gets any. More than a class's groups are not shown: without a class a subject is the whole school's.
 */
export async function lessonsFor(
  db: Queries,
  personId: string,
  lesson: Required<LessonName>,
): Promise<CommandOutput<'call:lessons'>> {
  const rows = await db
    .selectFrom('chats')
    .innerJoin('people', 'people.schoolId', 'chats.schoolId')
    .selectAll('chats')
    .where('people.id', '=', personId)
    .where('people.role', '=', 'teacher')
    .where('people.leftAt', 'is', null)
    .where('chats.kind', '=', 'subject')
    .where('chats.className', 'is not', null)
    .orderBy('chats.groupName')
    .execute();
  const lessons = rows.map((row) => ({ chatId: row.id, name: toChatName(row) }));
  return { lessons: lessons.filter(({ name }) => fitsLesson(name, lesson)) };
}
