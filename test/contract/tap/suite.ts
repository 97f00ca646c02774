// The contract every tap keeps, for any binary; numbers in brackets count the points of the contract.
import { describe } from 'vitest';
import { commandLine } from './command-line.ts';
import { discovery } from './discovery.ts';
import { failures } from './failures.ts';
import { logging } from './logging.ts';
import { messages } from './messages.ts';
import { resuming } from './resuming.ts';
import { selection } from './selection.ts';
import type { TapSubject } from './session.ts';
import { starting } from './starting.ts';
import { stopping } from './stopping.ts';

const PARTS: Record<string, (tap: TapSubject) => void> = {
  'on the command line': commandLine,
  logs: logging,
  discovers: discovery,
  selects: selection,
  emits: messages,
  starts: starting,
  resumes: resuming,
  stops: stopping,
  fails: failures,
};

/** Tests a tap, which is run as its users run it. */
export function describeTap(tap: TapSubject): void {
  for (const [does, part] of Object.entries(PARTS)) {
    describe(`${tap.name} ${does}`, () => {
      part(tap);
    });
  }
}
