// The command line of a tap: discover, test, or sync to standard output.
import { setMaxListeners } from 'node:events';
import { discover } from './catalog.ts';
import type { Command, CommandContext } from './cli.ts';
import { readJsonObject, readState } from './json-file.ts';
import { AuthError, ExpectedError } from './errors.ts';
import { MessageWriter } from './protocol/write.ts';
import type { Receipt } from './receipt.ts';
import { isChild } from './stream.ts';
import { reportProgress } from './progress.ts';
import { runTap, type Tap, type TapApi } from './tap.ts';

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
        help: 'where the last run got to; of several lines the last counts',
      },
      test: { help: 'check the credentials and that each stream can be read, and stop' },
    },
    offline: ['discover'],
    run: async (context) => {
      if (context.flags['discover']) process.stdout.write(`${catalogText(tap)}\n`);
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
  tap.settings(config);
  const catalogFile = flags['catalog'] ?? flags['properties'];
  const catalog = catalogFile === undefined ? undefined : readJsonObject(String(catalogFile), 'catalog');
  const state = flags['state'] === undefined ? undefined : readState(String(flags['state']));
  const writer = new MessageWriter(process.stdout);
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
    await writer.end();
  } finally {
    // After a fault of our own, what still waits or asks does so for nobody.
    over.abort();
    progress.end();
    await api.close();
  }
}

async function test<Config, Api extends TapApi>(
  tap: Tap<Config, Api>,
  { config, log, signal }: CommandContext<Config>,
): Promise<void> {
  const { startDate } = tap.settings(config);
  const api = await tap.open(config, log, signal);
  const failed: string[] = [];
  try {
    for (const stream of tap.streams) {
      if (isChild(stream)) continue;
      try {
        if (stream.probe) await stream.probe(api);
        else {
          const request = {
            since: startDate,
            startedAt: api.startedAt,
            hasChildren: false,
            wants: () => false,
            count: () => undefined,
            log,
          };
          await stream.read(api, request)[Symbol.asyncIterator]().next();
        }
        log.info({ stream: stream.name }, `${stream.name}: readable`);
      } catch (error) {
        if (!(error instanceof ExpectedError)) throw error;
        const advice = error instanceof AuthError ? `; grant the permission "${stream.permission}"` : '';
        log.error({ stream: stream.name }, `${stream.name}: ${error.message}${advice}`);
        failed.push(stream.name);
      }
    }
  } finally {
    await api.close();
  }
  if (failed.length > 0) throw new AuthError(`not readable: ${failed.join(', ')}`);
}
