// How fast target-brevo gets from its input to a computed plan, against the least that a target which checks records has to do.
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { median, repeat, rounded, type Figure } from '../measure.ts';
import { startSandbox } from '../processes.ts';
import { withReplica } from './replicas.ts';
import { writeStream, type StreamFile, type Templates } from './stream-file.ts';
import { runTarget } from './target-run.ts';

const BASELINE = resolve('test/bench/baseline/parse-and-validate.mjs');

/** `plan_records_per_s` and `plan_ratio`. */
export async function planningFigures(quick: boolean, templates: Templates): Promise<Figure[]> {
  const stream = writeStream('plan.jsonl', templates, quick ? 20_000 : 200_000);
  const runs = await repeat(quick ? 1 : 5, async () => {
    const bare = stream.records / bareSeconds(stream);
    const target = stream.records / (await planSeconds(stream));
    return { bare, target };
  });
  const [target, bare] = [median(runs.map((run) => run.target)), median(runs.map((run) => run.bare))];
  return [
    {
      name: 'plan_records_per_s',
      value: Math.round(target),
      unit: 'records/s',
      against: `at least 15000: ${stream.records} contacts, companies and conversations from stdin to the computed plan, without the start of the process`,
    },
    {
      name: 'plan_ratio',
      value: rounded(median(runs.map((run) => run.target / run.bare))),
      unit: 'ratio',
      against: `at least 0.25: a loop that only parses and validates the same lines does ${Math.round(bare)}/s`,
    },
  ];
}

async function planSeconds({ path }: StreamFile): Promise<number> {
  const sandbox = await startSandbox({ contacts: 0, 'brevo-contacts-per-second': 0 });
  const planned = (input: string): Promise<number> =>
    withReplica(async (replica) => {
      const task = { input, brevoUrl: sandbox.brevoUrl, replica, flags: ['--plan'] };
      return (await runTarget(task)).planned;
    });
  try {
    const start = await planned('/dev/null');
    return (await planned(path)) - start;
  } finally {
    await sandbox.stop();
  }
}

function bareSeconds({ path }: StreamFile): number {
  const printed = execFileSync(process.execPath, [BASELINE, path], { encoding: 'utf8' });
  return (JSON.parse(printed) as { seconds: number }).seconds;
}
