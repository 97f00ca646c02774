// A message on its way into a target, and where it came from.
import type { Message } from './messages.ts';

/** Where a message came from. What comes from within the process has neither. */
export interface Origin {
  /** The line's number, from 1. */
  line?: number;
  /** JSON text of the `record` or of the state's `value`, byte for byte as it was sent. */
  source?: string;
}

/** A message as a target takes it. */
export interface Incoming extends Origin {
  message: Message;
}

/** How a complaint about a line begins: `line 12: `, or nothing where there is none. */
export function at(line: number | undefined): string {
  return line === undefined ? '' : `line ${line}: `;
}
