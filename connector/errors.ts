// What only a connector can say went wrong.
import { ExpectedError } from '../core/errors.ts';

/** Exit code of a run that is done, with records waiting in the rejects file. */
export const EXIT_REJECTS = 5;

/** Another process is at work on the connector: wait for it, or stop it. */
export class BusyError extends ExpectedError {}

/** All is delivered but what waits in the rejects file: mend that and replay it. Exit 5. */
export class RejectsWaiting extends ExpectedError {
  override readonly exitCode = EXIT_REJECTS;
}
