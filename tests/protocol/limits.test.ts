import { expect, test } from 'vitest';
import { COMMANDS, type CommandName } from '../../protocol/commands.ts';

/** Of a valibot schema what limits have to do with. */
interface Schema {
  kind: string;
  type: string;
  entries?: Record<string, Schema>;
  wrapped?: Schema;
  item?: Schema;
  options?: unknown[];
  pipe?: Schema[];
}

/** The steps of a schema, those of a piped schema that was piped on among them. */
const stepsOf = (schema: Schema): Schema[] =>
  schema.pipe?.flatMap((step) => (step === schema ? [step] : stepsOf(step))) ?? [schema];

/** Paths of the texts and lists in a schema that may be of any length. */
function unlimited(schema: Schema, path: string): string[] {
  const steps = stepsOf(schema);
  const [first = schema] = steps;
  const isLimited = steps.some(({ type }) => type === 'max_length' || type === 'regex');
  const here = (first.type === 'string' || first.type === 'array') && !isLimited ? [path] : [];
  const inner = [
    ...Object.entries(first.entries ?? {}).map(([key, one]) => [`${path}.${key}`, one] as const),
    ...[first.wrapped, first.item].flatMap((one) => (one ? [[path, one] as const] : [])),
    ...(first.options ?? [])
      .filter((one): one is Schema => (one as Schema)?.kind === 'schema')
      .map((one) => [path, one] as const),
  ];
  return [...here, ...inner.flatMap(([at, one]) => unlimited(one, at))];
}

/** Limited by a rule, so that the code is exact, each with the test that says so; a token is looked up by its hash. */
const BY_RULE: Record<string, string> = {
  'message:send.text': 'WIRE1',
  'message:edit.text': 'MSG21',
  'scheduled:add.text': 'LATER8',
  'scheduled:edit.text': 'LATER8',
  'chat:create.title': 'OWN3',
  'chat:edit.title': 'OWN3',
  'session:renew.token': 'WIRE7',
};

test('WIRE8 every text and every list that a command takes is limited', () => {
  const found = (Object.keys(COMMANDS) as CommandName[]).flatMap((name) =>
    unlimited(COMMANDS[name].input as unknown as Schema, name),
  );
  expect(found.sort()).toEqual(Object.keys(BY_RULE).sort());
});
