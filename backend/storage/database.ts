import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { type DialectAdapter, Kysely, SqliteDialect, type Transaction } from 'kysely';
import { migrate } from './migrations.ts';
import type { Tables } from './schema.ts';

export type Database = Kysely<Tables>;
/** A database or a transaction of it: what stores take. */
export type Queries = Kysely<Tables> | Transaction<Tables>;

/** What of Kysely's statements leaves every fact as it is; anything else may change any of them. */
const CHANGES_NOTHING = /^\s*(select|begin|commit)\b/i;

/** `node:sqlite` in the shape that Kysely's SqliteDialect drives; prepared statements are kept. */
function asDriver(raw: DatabaseSync) {
  type Prepared = ReturnType<typeof toPrepared>;
  const statements = new Map<string, Prepared>();
  const facts = new Map<string, unknown>();
  const selectVersion = raw.prepare('pragma data_version');
  let version = 0;
  const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[];
  const toPrepared = (sql: string) => {
    const statement = raw.prepare(sql);
    const forget = CHANGES_NOTHING.test(sql) ? () => {} : () => facts.clear();
    /** Runs what Kysely was asked for; `hot` is the same statement for `hot.ts`, which touches no fact. */
    const seen =
      <T>(run: (...parameters: SQLInputValue[]) => T) =>
      (parameters: readonly unknown[]): T => {
        forget();
        return run.apply(statement, values(parameters));
      };
    return {
      reader: statement.columns().length > 0,
      all: seen(statement.all),
      run: seen(statement.run),
      iterate: seen(statement.iterate),
      hot: statement,
    };
  };
  return {
    close: () => raw.close(),
    prepare(sql: string) {
      const known = statements.get(sql);
      if (known) return known;
      const prepared = toPrepared(sql);
      if (statements.size < 500) statements.set(sql, prepared);
      return prepared;
    },
    /** Empty after any write but those of `hot.ts`, and after any commit of another process. */
    facts<T>(): Map<string, T> {
      const now = (selectVersion.get() as { data_version: number }).data_version;
      if (now !== version || facts.size > MOST_FACTS) facts.clear();
      version = now;
      return facts as Map<string, T>;
    },
  };
}
const MOST_FACTS = 10_000;

type Driver = ReturnType<typeof asDriver>;
/** The embedded database behind a Kysely and its transactions, which share an adapter. */
const embedded = new WeakMap<DialectAdapter, Driver>();

/**
 * The embedded database, for a transaction of it: it holds the one connection, so its statements may run at once,
 * past Kysely's queue for that connection. Undefined outside a transaction, where they would run inside another
 * one's, and for any other database.
 */
export function embeddedIn(db: Queries): Driver | undefined {
  return db.isTransaction ? embedded.get(db.getExecutor().adapter) : undefined;
}

/**
 * Opens (or creates) the embedded database and brings it to this version.
 * `file`: a path, or `:memory:`. FULL: a commit is on disk before it is acked (G1). 32 MB of pages are kept in memory,
 * and 64 MB wait in the log before they move to the database: a page that many commits touch moves once.
 */
export async function openDatabase(file: string): Promise<Database> {
  const raw = new DatabaseSync(file);
  raw.exec(
    `pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma busy_timeout = 5000;
    pragma cache_size = -32000; pragma wal_autocheckpoint = 16000`,
  );
  const driver = asDriver(raw);
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: driver }) });
  embedded.set(db.getExecutor().adapter, driver);
  await migrate(db);
  return db;
}
