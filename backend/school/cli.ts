import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { personWithClass } from '../../i18n/names.ts';
import { ru, schoolTexts } from '../../i18n/ru.ts';
import { ConfigError, readConfig } from '../config.ts';
import { askServer } from './admin-client.ts';
import type { AdminRequest, AdminValue } from './admin-protocol.ts';

const words = schoolTexts.cli;

type Found = Extract<AdminValue, { kind: 'code' }>['found'];

/** One line for each person, the labels in one column. */
function personLines(people: Found[]): string[] {
  const width = Math.max(...people.map(({ label }) => label.length));
  return people.map(({ label, person, children, isLinked }) =>
    words.person(label.padEnd(width), personWithClass(ru, { ...person, children }), isLinked),
  );
}

/** What was typed as a request; undefined: show the help. Throws ConfigError with a sentence. */
function toRequest(args: string[]): AdminRequest | undefined {
  const { positionals, values, tokens } = parseArgs({
    args,
    options: { 'dry-run': { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const [command, ...rest] = positionals;
  for (const token of tokens) {
    if (token.kind === 'option' && token.name !== 'dry-run' && token.name !== 'help' && token.name !== 'h') {
      throw new ConfigError(words.unknownOption(token.rawName));
    }
  }
  if (!command || command === 'help' || values.help) return undefined;
  const text = rest.join(' ').trim();
  switch (command) {
    case 'import':
      if (!text) throw new ConfigError(words.needsFolder);
      // npm runs scripts in the project's folder; what is typed is meant from where one stands.
      return { command, folder: resolve(process.env.INIT_CWD ?? '.', text), dryRun: values['dry-run'] === true };
    case 'code':
      if (!text) throw new ConfigError(words.needsPerson);
      return { command, person: text };
    case 'people':
      return { command, search: text };
    case 'status':
      return { command };
    default:
      throw new ConfigError(words.unknownCommand(command));
  }
}

/** The answer as text. Throws ConfigError where it is not what was asked for. */
function toText(value: AdminValue, asked: string): string {
  switch (value.kind) {
    case 'imported':
      return `${words.imported}\n${schoolTexts.changes.counts(value.counts)}`;
    case 'preview':
      return [words.dryRun, ...value.changes, schoolTexts.changes.counts(value.counts)].join('\n');
    case 'code': {
      const until = new Date(value.expiresAt).toLocaleString('ru', { dateStyle: 'long', timeStyle: 'short' });
      return words.code(
        personWithClass(ru, { ...value.found.person, children: value.found.children }),
        value.code,
        until,
      );
    }
    case 'choose':
      if (value.people.length === 0) throw new ConfigError(words.nobody(asked));
      throw new ConfigError([words.several(asked), ...personLines(value.people)].join('\n'));
    case 'people':
      return [...personLines(value.people), words.found(value.count, value.people.length)].join('\n');
    case 'status':
      return words.status(value);
  }
}

/** Runs one command; throws ConfigError with the sentence to show. */
async function run(args: string[]): Promise<string> {
  const request = toRequest(args);
  if (!request) return words.help;
  const answer = await askServer(readConfig(process.env).dataDir, request);
  if (answer.ok) return toText(answer.value, request.command === 'code' ? request.person : '');
  const { code, issues = [] } = answer.error;
  if (code === 'roster-invalid') {
    throw new ConfigError([words.rosterInvalid, ...issues].join('\n'));
  }
  throw new ConfigError(ru.errors[code]);
}

try {
  console.log(await run(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
