import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import * as v from 'valibot';
import { schoolTexts } from '../../i18n/ru.ts';

const words = schoolTexts.roster;

/** A row that was understood, and the line of the file where it ends. */
export interface Row<T> {
  line: number;
  value: T;
}

/** A file of a roster as far as it could be read. */
export interface Table<T> {
  file: string;
  rows: Row<T>[];
  /** Whether a row has this id; true for everything where the file could not be read, so that one fault is said once. */
  has(id: string): boolean;
}

/** Collects a fault of a row: a sentence without file and line, which it adds. */
export type Fault = (table: { file: string }, row: { line: number }, text: string) => void;

type RowSchema = v.ObjectSchema<v.ObjectEntries, undefined>;
interface CsvRecord {
  record: string[];
  info: { lines: number };
}

async function readRecords(folder: string, file: string, issues: string[]): Promise<CsvRecord[] | undefined> {
  const bytes = await readFile(join(folder, file)).catch(() => undefined);
  if (!bytes) {
    issues.push(words.inFile(file, words.noFile));
    return undefined;
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    issues.push(words.inFile(file, words.notUtf8));
    return undefined;
  }
  try {
    return parse(text, {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as CsvRecord[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    issues.push(words.atLine(file, Number(error.lines ?? 1), words.notCsv));
    return undefined;
  }
}

/** Columns that the schema needs are there once; others are let be (`metadata.*`). */
function checkHeader(file: string, header: string[], schema: RowSchema, issues: string[]): boolean {
  const before = issues.length;
  for (const [column, entry] of Object.entries(schema.entries)) {
    const count = header.filter((name) => name === column).length;
    if (count === 0 && entry.type !== 'optional') issues.push(words.inFile(file, words.noColumn(column)));
    if (count > 1) issues.push(words.inFile(file, words.twoColumns(column)));
  }
  return issues.length === before;
}

/**
 * Reads one CSV file (RFC 4180, UTF-8 with or without BOM) whose first row names the columns, and parses each row
 * by the schema. Faults are added to `issues`, each with file and line; rows with faults are left out. A schema
 * with `sourcedId` also makes the ids unique.
 */
export async function readTable<S extends RowSchema>(
  folder: string,
  file: string,
  schema: S,
  issues: string[],
): Promise<Table<v.InferOutput<S>>> {
  const unread: Table<v.InferOutput<S>> = { file, rows: [], has: () => true };
  const records = await readRecords(folder, file, issues);
  if (!records) return unread;
  const header = records[0]?.record.map((name) => name.trim());
  if (!header) {
    issues.push(words.inFile(file, words.noRows));
    return unread;
  }
  if (!checkHeader(file, header, schema, issues)) return unread;

  const ids = new Set<string>();
  const rows: Row<v.InferOutput<S>>[] = [];
  for (const { record, info } of records.slice(1)) {
    const fault = (text: string) => void issues.push(words.atLine(file, info.lines, text));
    if (record.length !== header.length) {
      fault(words.wrongCount(header.length, record.length));
      continue;
    }
    const fields = Object.fromEntries(header.map((name, index) => [name, record[index] ?? '']));
    const id = fields.sourcedId?.trim();
    if (id && ids.has(id)) fault(words.sameId(id));
    if (id) ids.add(id);
    const parsed = v.safeParse(schema, fields);
    if (parsed.success) rows.push({ line: info.lines, value: parsed.output });
    else for (const issue of parsed.issues) fault(issue.message);
  }
  return { file, rows, has: (id) => ids.has(id) };
}
