import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { type DialectAdapter, Kysely, SqliteDialect, type Transaction } from 'kysely';
import { migrate } from './migrations.ts';
import type { Tables } from './schema.ts';

export type Database = Kysely<Tables>;
/** A database or a transaction of it: what stores take. */
export type Queries = Kysely<Tables> | Transaction<Tables>;

/** `node:sqlite` in the shape that Kysely's SqliteDialect drives; prepared statements are kept. */
function asDriver(raw: DatabaseSync) {
  type Prepared = ReturnType<typeof toPrepared>;
  const statements = new Map<string, Prepared>();
  const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[];
  const toPrepared = (statement: StatementSync) => ({
    reader: statement.columns().length > 0,
    all: (parameters: readonly unknown[]) => statement.all(...values(parameters)),
    run: (parameters: readonly unknown[]) => statement.run(...values(parameters)),
    iterate: (parameters: readonly unknown[]) => statement.iterate(...values(parameters)),
  });
  return {
    close: () => raw.close(),
    prepare(sql: string) {
      const known = statements.get(sql);
      if (known) return known;
      const prepared = toPrepared(raw.prepare(sql));
      if (statements.size < 500) statements.set(sql, prepared);
      return prepared;
    },
  };
}

type Driver = ReturnType<typeof asDriver>;
export type Statement = ReturnType<Driver['prepare']>;
/** The embedded database behind a Kysely and its transactions, which share an adapter. */
const embedded = new WeakMap<DialectAdapter, Driver>();

/**
 * The prepared statements of the embedded database, for a transaction of it: it holds the one connection, so its
 * statements may run at once, past Kysely's queue for that connection. Undefined outside a transaction, where they
 * would run inside another one's, and for any other database.
 */
export function statementsOf(db: Queries): Pick<Driver, 'prepare'> | undefined {
  return db.isTransaction ? embedded.get(db.getExecutor().adapter) : undefined;
}

/**
 * Opens (or creates) the embedded database and brings it to this version.
 * `file`: a path, or `:memory:`. FULL: a commit is on disk before it is acked (G1).
 */
export async function openDatabase(file: string): Promise<Database> {
  const raw = new DatabaseSync(file);
  raw.exec(
    'pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma busy_timeout = 5000',
  );
  const driver = asDriver(raw);
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: driver }) });
  embedded.set(db.getExecutor().adapter, driver);
  await migrate(db);
  return db;
}
