import { expect, test } from 'vitest';
import { emptyLedger, type Ledger, type Placed, reconcile, type Spot } from '../../diaries/reconcile.ts';

interface Node {
  parentNode: unknown;
}

const parent = {};
const node = (isConnected = true): Node => ({ parentNode: isConnected ? parent : null });
const spot = (key: string, anchor: Node): Spot<Node> => ({ key, anchor, side: 'before' });
const placed = (anchor: Node, host = node()): Placed<Node> => ({ anchor, side: 'before', host });

function steps(wanted: Spot<Node>[], current: [string, Placed<Node>][], ledger: Ledger = emptyLedger()): string[] {
  const plan = reconcile(wanted, new Map(current), ledger, 1000);
  return plan.steps.map((step) => `${step.do} ${step.do === 'drop' ? step.key : step.spot.key}`);
}

const anchor = node();
test.each([
  ['nothing is wanted, nothing there', [], [], []],
  ['new', [spot('a', anchor)], [], ['mount a']],
  ['in place', [spot('a', anchor)], [['a', placed(anchor)]], []],
  ['our host was removed', [spot('a', anchor)], [['a', placed(anchor, node(false))]], ['move a']],
  ['the anchor was replaced', [spot('a', anchor)], [['a', placed(node())]], ['move a']],
  [
    'the anchor went elsewhere',
    [spot('a', anchor)],
    [['a', placed(anchor, { ...node(), parentNode: {} })]],
    ['move a'],
  ],
  ['the other side is wanted', [spot('a', anchor)], [['a', { ...placed(anchor), side: 'after' as const }]], ['move a']],
  ['the anchor is gone', [], [['a', placed(node(false), node(false))]], ['drop a']],
  [
    'rows come and go',
    [spot('b', anchor), spot('c', anchor)],
    [
      ['a', placed(anchor)],
      ['b', placed(anchor)],
    ],
    ['drop a', 'mount c'],
  ],
] as [string, Spot<Node>[], [string, Placed<Node>][], string[]][])('DIARY7 %s', (_, wanted, current, expected) => {
  expect(steps(wanted, current)).toEqual(expected);
});

test('DIARY8 a thing that is thrown out more than 5 times in 10 s is left alone for 10 s', () => {
  const ledger = emptyLedger();
  const at = (now: number, current: [string, Placed<Node>][]) =>
    reconcile([spot('a', anchor), spot('b', anchor)], new Map(current), ledger, now);
  const thrownOut: [string, Placed<Node>][] = [
    ['a', placed(anchor, node(false))],
    ['b', placed(anchor)],
  ];
  expect(at(0, []).steps).toHaveLength(2);
  for (const now of [1000, 2000, 3000, 4000, 5000]) {
    expect(at(now, thrownOut).steps).toEqual([{ do: 'move', spot: spot('a', anchor) }]);
  }
  const capped = at(6000, thrownOut);
  expect(capped.steps).toEqual([{ do: 'drop', key: 'a' }]);
  expect([...capped.resting]).toEqual(['a']);
  expect(capped.wakeAt).toBe(16_000);
  const rested: [string, Placed<Node>][] = [['b', placed(anchor)]];
  expect(at(15_999, rested).steps).toEqual([]);
  expect(at(16_000, rested).steps).toEqual([{ do: 'mount', spot: spot('a', anchor) }]);
  expect(at(16_000, rested).resting.size).toBe(0);
});

test('DIARY8 a page that redraws slowly is never capped', () => {
  const ledger = emptyLedger();
  for (let now = 0; now < 200_000; now += 2100) {
    const plan = reconcile([spot('a', anchor)], new Map([['a', placed(anchor, node(false))]]), ledger, now);
    expect(plan.steps).toEqual([{ do: 'move', spot: spot('a', anchor) }]);
  }
});
