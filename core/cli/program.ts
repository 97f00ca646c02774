// A process from its first signal handler to its exit code.
import { setMaxListeners } from 'node:events';
import { EXIT, ExpectedError, messageOf, OutputClosedError } from '../errors.ts';
import { createLog, withoutSecrets, type Log } from '../log.ts';

/** What a program works with. */
export interface ProgramContext {
  log: Log;
  /** Aborts on SIGTERM and SIGINT: stop asking for more, write what is due, return. */
  signal: AbortSignal;
}

/** How a program takes signals. */
export interface ProgramOptions {
  /** A second SIGINT ends it at once: for a program that people start by hand. */
  secondStops?: boolean;
}

/** How long a stopped program may take to write what is due, in milliseconds; Kubernetes kills after 30 s. */
const DRAIN_MS = 20_000;

/**
 * Does `work`, which may give an exit code. Errors are logged, and decide over the exit code where no signal does. Sets
 * `process.exitCode`; never exits by force, which would cut pipes off.
 */
export async function runProgram(
  name: string,
  work: (context: ProgramContext) => Promise<number | void>,
  options: ProgramOptions = {},
): Promise<void> {
  const log = createLog(name);
  const stop = new AbortController();
  // Every request under way listens to it.
  setMaxListeners(0, stop.signal);
  const handlers = (['SIGTERM', 'SIGINT'] as const).map((signal) => {
    const handler = (): void => onSignal(signal, stop, log, options);
    process.on(signal, handler);
    return () => process.off(signal, handler);
  });
  try {
    const code = await work({ log, signal: stop.signal });
    if (code !== undefined) process.exitCode ??= code;
  } catch (error) {
    if (!stop.signal.aborted || error !== stop.signal.reason) report(error, log);
  } finally {
    // After a signal the handlers stay: the second one of a pair must not kill what is about to end well.
    if (!stop.signal.aborted) for (const remove of handlers) remove();
  }
}

function onSignal(
  name: 'SIGTERM' | 'SIGINT',
  stop: AbortController,
  log: Log,
  { secondStops = false }: ProgramOptions,
): void {
  process.exitCode = name === 'SIGTERM' ? EXIT.sigterm : EXIT.sigint;
  if (stop.signal.aborted) {
    // Orchestrators signal the process and its group: the second signal must not cut the drain short.
    if (secondStops && name === 'SIGINT') endBy(name);
    return;
  }
  const hint = secondStops && name === 'SIGINT' ? '; once more stops at once' : '';
  log.warn(`${name}: finishing what is under way${hint}`);
  stop.abort();
  setTimeout(() => {
    log.fatal(`what is under way did not finish within ${DRAIN_MS / 1000} s; the last STATE written stands`);
    // A reader that takes nothing keeps the process alive.
    endBy(name);
  }, DRAIN_MS).unref();
}

/** Ends the process by the signal itself, as without a handler. */
function endBy(name: 'SIGTERM' | 'SIGINT'): void {
  process.removeAllListeners(name);
  process.kill(process.pid, name);
}

function report(error: unknown, log: Log): void {
  if (error instanceof OutputClosedError) log.error(error.message);
  else if (error instanceof ExpectedError) log.fatal(error.message);
  else log.fatal({ err: error }, `unexpected failure: ${withoutSecrets(messageOf(error))}`);
  process.exitCode ??= error instanceof ExpectedError ? error.exitCode : EXIT.failed;
}
