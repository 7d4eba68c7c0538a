import { createLinkCode } from '../accounts/binding.ts';
import type { Database } from '../storage/database.ts';
import { type FoundPerson, resolvePerson } from './find-people.ts';

/** A one-time code for exactly one person, or those among whom the asker has to choose (perhaps nobody). */
export type CodeAnswer =
  | { kind: 'code'; found: FoundPerson; code: string; expiresAt: number }
  | { kind: 'choose'; people: FoundPerson[] };

/** Makes a code (`XXXXX-XXXXX`) for the person that `reference` names; `now` and `expiresAt`: Unix ms. */
export async function issueCode(db: Database, reference: string, now: number): Promise<CodeAnswer> {
  return db.transaction().execute(async (trx): Promise<CodeAnswer> => {
    const people = await resolvePerson(trx, reference);
    const [found, another] = people;
    if (!found || another) return { kind: 'choose', people };
    const code = await createLinkCode(trx, found.person.id, now);
    const { expiresAt } = await trx
      .selectFrom('linkCodes')
      .select('expiresAt')
      .where('personId', '=', found.person.id)
      .where('usedAt', 'is', null)
      .executeTakeFirstOrThrow();
    return { kind: 'code', found, code, expiresAt };
  });
}
