import { globSync, readFileSync } from 'node:fs';
import { parseSync } from '@swc/core';

/**
 * The names of all tests of a source, as far as they are written out: a template's up to its first value, and for
 * `test.each(table)('%s')` the first text of every row.
 */
export function testNames(source: string, path: string): string[] {
  const names: string[] = [];
  const tree = parseSync(source, { syntax: 'typescript', tsx: path.endsWith('x') });
  walk(tree, (node) => {
    if (node.type !== 'CallExpression' || !isTest(node.callee)) return;
    const name = textOf(argument(node));
    // Each row of the table brings its own name.
    if (name === '%s') names.push(...firstTexts(argument(node.callee as Node)));
    else names.push(name);
  });
  return names;
}

interface Node {
  type: string;
  [field: string]: unknown;
}

function walk(value: unknown, visit: (node: Node) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if ('type' in value && typeof value.type === 'string') visit(value as Node);
  for (const inner of Object.values(value)) walk(inner, visit);
}

/** `test`, `it`, `test.skip` and the like, and what `test.each(table)` and `test.for(table)` return. */
function isTest(callee: unknown): boolean {
  const node = callee as Node;
  if (node.type === 'Identifier') return node.value === 'test' || node.value === 'it';
  if (node.type === 'MemberExpression') return !isTable(node) && isTest(node.object);
  if (node.type === 'CallExpression') return isTable(node.callee as Node) && isTest((node.callee as Node).object);
  return false;
}

function isTable(node: Node): boolean {
  const property = node.property as Node | undefined;
  return node.type === 'MemberExpression' && ['each', 'for'].includes(String(property?.value));
}

const argument = (call: Node) => (call.arguments as { expression: Node }[])[0]?.expression;

function firstTexts(table: Node | undefined): string[] {
  const array = table?.type === 'TsConstAssertion' ? (table.expression as Node) : table;
  const elementsOf = (node: Node | undefined) =>
    node?.type === 'ArrayExpression' ? (node.elements as { expression: Node }[]).map((one) => one.expression) : [];
  return elementsOf(array).map((row) => textOf(row.type === 'ArrayExpression' ? elementsOf(row)[0] : row));
}

function textOf(node: Node | undefined): string {
  if (node?.type === 'StringLiteral') return String(node.value);
  if (node?.type === 'TemplateLiteral') return (node.quasis as { cooked?: string }[])[0]?.cooked ?? '';
  return '';
}

/** The rules' ids that a test's name opens with: `G6 JOURNEY10 sends …` has two. */
export function ruleIds(name: string): string[] {
  return /^(?:[A-Z][A-Z0-9]*\d+ )+/.exec(name)?.[0].trim().split(' ') ?? [];
}

/** All tests of the project: file and name. */
export function allTests(): { file: string; name: string }[] {
  return globSync('tests/**/*.test.{ts,tsx}').flatMap((file) =>
    testNames(readFileSync(file, 'utf8'), file).map((name) => ({ file, name })),
  );
}
