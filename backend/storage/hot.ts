import type { Compilable, CompiledQuery } from 'kysely';
import { type Queries, statementsOf } from './database.ts';

type Parameter = string | number | null;

/** Stands for the argument at this place while the text of the query is made. */
const markerOf = (index: number) => `\u0000argument ${index}`;

/**
 * A query that is run for every message: its text is made once and kept, later runs only put in the arguments, and
 * inside a transaction of the embedded database they go straight to its prepared statement. Building the same text
 * again, and Kysely's way to the connection, each cost more than running it. `build` must hand its arguments on to the query as they
 * are, and must make the same text for all of them.
 */
export function hotQuery<A extends Parameter[], O>(build: (db: Queries, ...args: A) => Compilable<O>) {
  let kept: { query: CompiledQuery<O>; places: number[] } | undefined;

  function prepare(db: Queries, count: number) {
    const markers = Array.from({ length: count }, (_, index) => markerOf(index));
    const query = build(db, ...(markers as unknown as A)).compile();
    return { query, places: query.parameters.map((parameter) => markers.indexOf(parameter as string)) };
  }

  return async (db: Queries, ...args: A): Promise<O[]> => {
    kept ??= prepare(db, args.length);
    const { query, places } = kept;
    const parameters = places.map((place, index) => (place < 0 ? query.parameters[index] : args[place]));
    const statement = statementsOf(db)?.prepare(query.sql);
    if (statement?.reader) return statement.all(parameters) as O[];
    if (statement) {
      statement.run(parameters);
      return [];
    }
    return (await db.executeQuery<O>({ ...query, parameters })).rows;
  };
}
