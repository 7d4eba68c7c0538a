import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const PROTOCOL = join(import.meta.dirname, '../../protocol');

/** What the wire was when it was last recorded: the version, and a hash of each schema by name. */
export interface WireRecord {
  version: number;
  schemas: Record<string, string>;
}

/** Keys of a valibot schema that say nothing of what passes it. */
const SILENT = new Set(['async', 'expects', 'message', 'reference']);

/**
 * A schema as plain data: kinds, entries, options, literals, limits and patterns. Functions (checks, transforms) have
 * no identity: only that there is one counts. The order of entries and of plain options says nothing, so they are sorted.
 */
export function shapeOf(value: unknown): unknown {
  if (value instanceof RegExp) return `${value}`;
  if (typeof value === 'function') return 'function';
  if (Array.isArray(value)) {
    const shapes = value.map(shapeOf);
    return shapes.every((one) => typeof one === 'string') ? shapes.sort() : shapes;
  }
  if (typeof value !== 'object' || value === null) return value ?? null;
  const kept = Object.entries(value).filter(([key]) => !key.startsWith('~') && !SILENT.has(key));
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, one]) => [key, shapeOf(one)]));
}

const isSchema = (value: unknown) => (value as { kind?: unknown } | null)?.kind === 'schema';

export function hashOf(schema: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(shapeOf(schema)))
    .digest('hex')
    .slice(0, 16);
}

function collect(name: string, value: unknown, into: Record<string, string>): void {
  if (typeof value !== 'object' || value === null) return;
  if (isSchema(value)) {
    into[name] = hashOf(value);
    return;
  }
  for (const [key, one] of Object.entries(value)) collect(`${name} ${key}`, one, into);
}

/** Every schema that `protocol/` exports, also those in tables (commands, notices), with its hash. */
export async function currentSchemas(): Promise<Record<string, string>> {
  const schemas: Record<string, string> = {};
  for (const file of readdirSync(PROTOCOL).sort()) {
    const exported = (await import(pathToFileURL(join(PROTOCOL, file)).href)) as Record<string, unknown>;
    for (const name of Object.keys(exported).sort())
      collect(`${file.replace('.ts', '')} ${name}`, exported[name], schemas);
  }
  return schemas;
}

/** What is wrong with the wire against its record, in a sentence that says what to do; null when nothing is. */
export function verdict(recorded: WireRecord, now: WireRecord): string | null {
  const names = [...new Set([...Object.keys(recorded.schemas), ...Object.keys(now.schemas)])];
  const changed = names.filter((name) => recorded.schemas[name] !== now.schemas[name]);
  if (changed.length === 0 && recorded.version === now.version) return null;
  const record = 'record it: WIRE=record npx vitest run --project node tests/protocol';
  if (now.version > recorded.version) return `PROTOCOL_VERSION is now ${now.version}: ${record}`;
  if (now.version < recorded.version) return `PROTOCOL_VERSION went back from ${recorded.version} to ${now.version}`;
  return [
    `The wire changed, but PROTOCOL_VERSION is still ${now.version}. Changed: ${changed.join(', ')}.`,
    `Add 1 to it in protocol/version.ts, see that the server still serves the two versions before, then ${record}`,
  ].join(' ');
}
