// The benchmark: prints each figure as one line of JSON, and fails where one misses its bound.
import { parseArgs } from 'node:util';
import { backfillFigures } from './backfill.ts';
import { missedBounds } from './bounds.ts';
import { brevoFigures } from './brevo.ts';
import type { Figure } from './measure.ts';
import { jsonlFigures } from './jsonl.ts';
import { memoryFigures } from './memory.ts';
import { throughputFigures } from './throughput.ts';
import { webhookFigures } from './webhooks.ts';

const GROUPS: Record<string, (quick: boolean) => Promise<Figure[]>> = {
  throughput: throughputFigures,
  backfill: backfillFigures,
  memory: memoryFigures,
  jsonl: jsonlFigures,
  brevo: brevoFigures,
  webhooks: webhookFigures,
};

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
});
const figures: Figure[] = [];
for (const [name, measure] of Object.entries(GROUPS)) {
  if (values.only !== undefined && values.only !== name) continue;
  for (const figure of await measure(values.quick)) {
    figures.push(figure);
    process.stdout.write(`${JSON.stringify(figure)}\n`);
  }
}
for (const missed of missedBounds(figures)) {
  process.stderr.write(`missed: ${missed}\n`);
  process.exitCode = 1;
}
