// The command line of a tap: discover, test, or sync to standard output.
import { setMaxListeners } from 'node:events';
import { discover, select } from '../protocol/catalog.ts';
import type { Flags } from '../cli/flags.ts';
import type { Command, CommandContext } from '../cli.ts';
import { readJsonObject, readState } from '../json-file.ts';
import { ExpectedError, StreamsFailed } from '../errors.ts';
import type { Row } from '../protocol/messages.ts';
import { Stdout } from '../protocol/stdout.ts';
import { MessageWriter, writeText } from '../protocol/write.ts';
import type { Receipt } from './receipt.ts';
import { describeFailure } from '../stream.ts';
import { probe } from './probe.ts';
import { reportProgress } from './progress.ts';
import { runTap, type Tap, type TapApi } from '../tap.ts';

/** The command of a tap. */
export function tapCommand<Config, Api extends TapApi>(tap: Tap<Config, Api>): Command<Config> {
  return {
    about: tap.about,
    flags: {
      discover: { short: 'd', help: 'print the catalog and stop; needs no configuration' },
      catalog: { value: 'FILE', help: 'streams and fields to read; without it the default selection' },
      properties: { value: 'FILE', short: 'p', help: 'the same, by its old name' },
      state: {
        value: 'FILE',
        short: 's',
        help: 'where the last run got to; of several lines the last whole one counts',
      },
      test: { help: 'check the credentials and that each stream can be read, and stop' },
    },
    check: (config) => void tap.settings(config),
    offline: ['discover'],
    run: async (context) => {
      if (context.flags['discover']) await writeText(process.stdout, `${catalogText(tap)}\n`);
      else if (context.flags['test']) await test(tap, context);
      else await sync(tap, context);
    },
  };
}

/** The catalog as `--discover` prints it. */
export function catalogText<Config, Api extends TapApi>(tap: Tap<Config, Api>): string {
  return JSON.stringify(discover(tap.streams), null, 2);
}

async function sync<Config, Api extends TapApi>(
  tap: Tap<Config, Api>,
  { config, flags, log, signal }: CommandContext<Config>,
): Promise<void> {
  const catalog = catalogOf(flags);
  const state =
    flags['state'] === undefined ? undefined : readState(String(flags['state']), (text) => log.warn(text));
  const writer = new MessageWriter(new Stdout());
  const over = new AbortController();
  const either = AbortSignal.any([signal, writer.closed, over.signal]);
  // Every request under way listens to it.
  setMaxListeners(0, either);
  const receipts = new Map<string, Receipt>();
  const api = await tap.open(config, log, either);
  const progress = reportProgress(log, api, receipts);
  try {
    const run = {
      tap,
      config,
      log,
      signal: either,
      receipts,
      ...(catalog ? { catalog } : {}),
      ...(state ? { state } : {}),
    };
    for await (const messages of runTap(run, api)) await writer.write(messages);
  } finally {
    // After a fault of our own, what still waits or asks does so for nobody.
    over.abort();
    progress.end();
    // What was written counts as written, also after a stream that failed.
    try {
      await writer.end();
    } finally {
      await api.close();
    }
  }
}

async function test<Config, Api extends TapApi>(
  tap: Tap<Config, Api>,
  { config, flags, log, signal }: CommandContext<Config>,
): Promise<void> {
  const over = new AbortController();
  const api = await tap.open(config, log, AbortSignal.any([signal, over.signal]));
  const failed: string[] = [];
  let first: ExpectedError | undefined;
  try {
    const selected = select(tap.streams, catalogOf(flags), () => undefined);
    for (const stream of tap.streams.filter(({ name }) => selected.has(name))) {
      try {
        log.info({ stream: stream.name }, `${stream.name}: ${await probe(tap, stream, api, log)}`);
      } catch (error) {
        if (!(error instanceof ExpectedError)) throw error;
        log.error({ stream: stream.name }, `${stream.name}: ${describeFailure(stream, error)}`);
        first ??= error;
        failed.push(stream.name);
      }
    }
  } finally {
    // What was read ahead is asked for nobody.
    over.abort();
    await api.close();
  }
  if (first) throw new StreamsFailed(`not readable: ${failed.join(', ')}`, first);
}

function catalogOf(flags: Flags): Row | undefined {
  const file = flags['catalog'] ?? flags['properties'];
  return file === undefined ? undefined : readJsonObject(String(file), 'catalog');
}
