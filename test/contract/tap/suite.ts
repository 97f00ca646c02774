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

/** Tests a tap, which is run as its users run it. */
export function describeTap(tap: TapSubject): void {
  describe(`${tap.name} on the command line`, () => commandLine(tap));
  describe(`${tap.name} logs`, () => logging(tap));
  describe(`${tap.name} discovers`, () => discovery(tap));
  describe(`${tap.name} selects`, () => selection(tap));
  describe(`${tap.name} emits`, () => messages(tap));
  describe(`${tap.name} starts`, () => starting(tap));
  describe(`${tap.name} resumes`, () => resuming(tap));
  describe(`${tap.name} stops`, () => stopping(tap));
  describe(`${tap.name} fails`, () => failures(tap));
}
