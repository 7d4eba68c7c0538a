import type { StatementSync } from 'node:sqlite';
import type { CompiledQuery } from 'kysely';
import { embeddedIn, type Queries } from './database.ts';

type Parameter = string | number | null;
/** A query of Kysely's, built or written with `sql`. */
interface Compilable<O> {
  compile(db: Queries): CompiledQuery<O>;
}

/** Stands for the argument at this place while the text of the query is made. */
const markerOf = (index: number) => `\u0000argument ${index}`;

/**
 * Makes the text of a query once and keeps it. Gives a function that puts in the arguments: inside a transaction of
 * the embedded database there is a statement to be run at once, else a query for Kysely.
 */
function keepText<A extends Parameter[], O>(build: (db: Queries, ...args: A) => Compilable<O>) {
  let kept: { query: CompiledQuery<O>; place: (args: A) => Parameter[] } | undefined;

  function make(db: Queries, count: number) {
    const markers = Array.from({ length: count }, (_, index) => markerOf(index));
    const query = build(db, ...(markers as unknown as A)).compile(db);
    const places = query.parameters.map((parameter) => markers.indexOf(parameter as string));
    const isInOrder = places.length === count && places.every((place, index) => place === index);
    const put = (args: A) => places.map((at, index) => (at < 0 ? query.parameters[index] : args[at]) as Parameter);
    return { query, place: isInOrder ? (args: A) => args : put };
  }

  return (db: Queries, args: A): { parameters: Parameter[]; statement?: StatementSync; query: CompiledQuery<O> } => {
    kept ??= make(db, args.length);
    const { query, place } = kept;
    const statement = embeddedIn(db)?.prepare(query.sql).hot;
    return { parameters: place(args), query, ...(statement ? { statement } : {}) };
  };
}

/**
 * A query that is run for every message: its text is made once, later runs only put in the arguments, and inside a
 * transaction of the embedded database they go straight to its prepared statement, without a promise. Building the
 * same text again, and Kysely's way to the connection, each cost more than running it. `build` must hand its
 * arguments on to the query as they are, and must make the same text for all of them; it must change nothing that is
 * kept by `factsOf`.
 */
export function hotQuery<A extends Parameter[], O>(build: (db: Queries, ...args: A) => Compilable<O>) {
  const prepare = keepText(build);
  return (db: Queries, ...args: A): O[] | Promise<O[]> => {
    const { statement, parameters, query } = prepare(db, args);
    if (statement) return statement.all(...parameters) as O[];
    return db.executeQuery<O>({ ...query, parameters }).then(({ rows }) => rows);
  };
}

/** The same for a query that gives no rows: returns how many it wrote. */
export function hotChange<A extends Parameter[]>(build: (db: Queries, ...args: A) => Compilable<unknown>) {
  const prepare = keepText(build);
  return (db: Queries, ...args: A): number | Promise<number> => {
    const { statement, parameters, query } = prepare(db, args);
    if (statement) return Number(statement.run(...parameters).changes);
    return db.executeQuery({ ...query, parameters }).then(({ numAffectedRows }) => Number(numAffectedRows ?? 0));
  };
}

/**
 * What was read about people, chats and members, kept from one transaction to the next until anything is written: on
 * the embedded database every statement of Kysely's but a query empties it, and so does a commit of another process.
 * Only the changes of `hotChange` do not, so they must not touch what is kept here. A new map for another database.
 */
export function factsOf<T>(db: Queries): Map<string, T> {
  return embeddedIn(db)?.facts<T>() ?? new Map();
}
