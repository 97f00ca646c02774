// The contract every target keeps, for any binary; numbers in brackets count the points of the contract.
import { describe } from 'vitest';
import { commandLine } from './command-line.ts';
import { fixtures } from './fixtures.ts';
import { logging } from './logging.ts';
import { records } from './records.ts';
import { refusals } from './refusals.ts';
import type { TargetSubject } from './session.ts';
import { states } from './states.ts';
import { stopping } from './stopping.ts';

const PARTS: Record<string, (target: TargetSubject) => void> = {
  'on the command line': commandLine,
  logs: logging,
  'takes the fixture': fixtures,
  takes: records,
  refuses: refusals,
  prints: states,
  stops: stopping,
};

/** Tests a target, which is run as its users run it. */
export function describeTarget(target: TargetSubject): void {
  for (const [does, part] of Object.entries(PARTS)) {
    describe.concurrent(`${target.name} ${does}`, () => {
      part(target);
    });
  }
}
