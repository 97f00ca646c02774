// What only a connector can say went wrong.
import { ExpectedError } from '../core/errors.ts';

/** Another process is at work on the connector: wait for it, or stop it. */
export class BusyError extends ExpectedError {}
