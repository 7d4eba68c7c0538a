import { availableParallelism } from 'node:os';
import { type Round, runRound } from './round.ts';

/**
 * `npm run check:faults [seeds] [first]`: so many rounds from seed `first` (1), two at a time. Prints how much was
 * lost, doubled and out of order, each with the seed that shows it again; exit code 1 when it is not nothing.
 */
const [seeds = 200, first = 1] = process.argv.slice(2).map(Number);
const total = { ok: 0, fail: 0, unknown: 0, lost: 0, doubled: 0, disordered: 0, broken: 0 };
const faults = new Map<string, number>();
const started = Date.now();
let next = first;

function report({ seed, counts, lost, doubled, disordered, faults: done }: Round) {
  for (const name of done) faults.set(name, (faults.get(name) ?? 0) + 1);
  total.ok += counts.ok;
  total.fail += counts.fail;
  total.unknown += counts.unknown;
  total.lost += lost.length;
  total.doubled += doubled.length;
  total.disordered += disordered.length;
  const found = [...lost, ...doubled, ...disordered];
  if (found.length === 0) return;
  console.log(`seed ${seed} (again: npm run check:faults 1 ${seed}); faults: ${done.join(', ')}`);
  for (const line of found.slice(0, 12)) console.log(`  ${line}`);
}

async function lane() {
  while (next < first + seeds) {
    const seed = next++;
    try {
      report(await runRound(seed));
    } catch (error) {
      total.broken++;
      console.log(`seed ${seed} did not end well: ${(error as Error).stack}`);
    }
  }
}

await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, lane));
const kinds = [...faults].map(([name, count]) => `${name} ${count}`).join(', ');
console.log(`${seeds} seeds in ${Math.round((Date.now() - started) / 1000)} s; faults: ${kinds}`);
console.log(`sends: ${total.ok} promised, ${total.fail} refused, ${total.unknown} unknown`);
console.log(`lost ${total.lost}, doubled ${total.doubled}, out of order ${total.disordered}`);
if (total.broken > 0) console.log(`${total.broken} rounds did not end`);
process.exit(total.lost + total.doubled + total.disordered + total.broken > 0 ? 1 : 0);
