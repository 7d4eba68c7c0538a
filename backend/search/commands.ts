import { type Message, searchedText } from '../../protocol/messages.ts';
import { SEARCH_PAGE, type SearchHit } from '../../protocol/search.ts';
import { requireMember } from '../chats/rules.ts';
import { AppError } from '../errors.ts';
import type { Handlers } from '../gateway/command.ts';
import { requireContent } from '../messages/visible.ts';
import { peopleByIds } from '../people/people.ts';
import type { Database } from '../storage/database.ts';
import { findInIndex } from './store.ts';
import { marksOf, toMatch, toQuestion } from './words.ts';

/** The message as it is now, unless it is gone for this person. */
async function visible(db: Database, personId: string, chatId: string, ordinal: number): Promise<Message | null> {
  try {
    return (await requireContent(db, personId, chatId, ordinal)).message;
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

/** A page of hits, and where the next one begins. */
async function search(
  db: Database,
  personId: string,
  input: { text: string; chatId?: string | undefined; cursor: number | null },
): Promise<{ hits: SearchHit[]; next: number | null }> {
  const question = toQuestion(input.text);
  if (question.stems.length === 0) return { hits: [], next: null };
  const found = await findInIndex(db, personId, {
    match: toMatch(question),
    chatId: input.chatId,
    before: input.cursor ?? Number.MAX_SAFE_INTEGER,
    limit: SEARCH_PAGE,
  });
  const hits: SearchHit[] = [];
  for (const { chatId, ordinal } of found) {
    // What is shown is what the message says now: one that was edited or deleted a moment ago may not fit any more.
    const message = await visible(db, personId, chatId, ordinal);
    const marks = message && marksOf(searchedText(message), question);
    if (message && marks) hits.push({ message, marks });
  }
  return { hits, next: found.length === SEARCH_PAGE ? (found.at(-1)?.id ?? null) : null };
}

export function searchCommands(deps: { db: Database }): Handlers<'message:search'> {
  const { db } = deps;
  return {
    'message:search': async (caller, input) => {
      if (input.chatId !== undefined) await requireMember(db, caller.personId, input.chatId);
      const { hits, next } = await search(db, caller.personId, input);
      const people = await peopleByIds(db, [...new Set(hits.map(({ message }) => message.senderId))]);
      return { hits, people, next };
    },
  };
}
