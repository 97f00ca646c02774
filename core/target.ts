// Runs a target: bytes -> lines -> messages -> sink -> settle -> STATE.
import { addAbortSignal } from 'node:stream';
import type { About } from './about.ts';
import { Checkpoint, type PrintState } from './target/checkpoint.ts';
import type { Flag } from './cli/flags.ts';
import type { Command, CommandContext } from './cli.ts';
import type { Incoming } from './protocol/incoming.ts';
import { readMessages } from './protocol/read.ts';
import { writeText } from './protocol/write.ts';
import { Watermark } from './protocol/settle.ts';
import { Router } from './target/router.ts';
import type { OpenDestination, TargetSettings } from './sink.ts';

/** A target: its identity, and how the destination of a run is opened. */
export interface Target<Config extends TargetSettings> {
  about: About;
  open: OpenDestination<Config>;
  /** Its own flags beside the common ones. */
  flags?: Record<string, Flag>;
  /** What the schema cannot say of the configuration. @throws ConfigError naming the setting */
  check?: (config: Config) => void;
  /** Does what a flag asks for in the place of taking messages; false where none does. */
  instead?: (context: CommandContext<Config>) => Promise<boolean>;
}

/** The command of a target: messages from stdin, STATE to stdout. */
export function defineTarget<Config extends TargetSettings>(target: Target<Config>): Command<Config> {
  return {
    about: target.about,
    flags: target.flags ?? {},
    ...(target.check ? { check: target.check } : {}),
    run: async (context) => {
      if (await target.instead?.(context)) return;
      await runTarget(target, context, messagesOf(context), printState);
    },
  };
}

// Begins when it is read: a signal that ended the input before anybody listened would be an error that nobody handles.
async function* messagesOf<Config>({
  log,
  signal,
}: CommandContext<Config>): AsyncGenerator<Iterable<Incoming>> {
  yield* readMessages(addAbortSignal(signal, process.stdin), log);
}

/**
 * Takes messages until they end or the signal aborts, then settles what was taken and prints the last STATE that is due.
 * On a failure it does the same before it throws: what is settled need not be sent again.
 * @throws ExpectedError
 */
export async function runTarget<Config extends TargetSettings>(
  target: Pick<Target<Config>, 'open'>,
  context: CommandContext<Config>,
  messages: AsyncIterable<Iterable<Incoming>>,
  print: PrintState,
): Promise<void> {
  const { config, log, signal } = context;
  const destination = await target.open(context);
  const watermark = new Watermark();
  const router = new Router(destination, watermark, config, log);
  const checkpoint = new Checkpoint(
    watermark,
    () => router.flush(),
    (text) => (destination.keepState ? destination.keepState(text) : print(text)),
    destination.flushEveryMs,
  );
  const failures: unknown[] = [];
  const attempt = (step: Promise<void>): Promise<void> =>
    step.catch((error: unknown) => void failures.push(error));

  await attempt(takeAll(messages, router, checkpoint, signal));
  await attempt(checkpoint.end());
  await attempt(destination.close());
  router.close();
  if (failures.length > 0) throw failures[0];
}

async function takeAll(
  messages: AsyncIterable<Iterable<Incoming>>,
  router: Router,
  checkpoint: Checkpoint,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const batch of messages) {
      checkpoint.throwIfFailed();
      for (const incoming of batch) {
        const busy = router.take(incoming);
        if (busy) await busy;
      }
    }
  } catch (error) {
    const stopped = signal.aborted && error instanceof Error && error.name === 'AbortError';
    if (!stopped) throw error;
  }
}

function printState(text: string): Promise<void> {
  return writeText(process.stdout, `${text}\n`);
}
