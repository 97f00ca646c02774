// The line that shows progress on a terminal.
import type { WriteStream } from 'node:tty';
import { expect, it } from 'vitest';
import { liveLine, showLive } from '../../../connector/live.ts';
import type { Progress } from '../../../connector/progress.ts';

const PROGRESS: Progress = {
  seconds: 4,
  streams: [
    { name: 'contacts', read: 1200, expected: 3000, rate: 250.4, complete: false },
    { name: 'companies', read: 7, rate: 1, complete: false },
    { name: 'tags', read: 36, rate: 30, complete: true },
  ],
  brevo: { sent: 40, planned: 300 },
  budgets: { intercom: 0.6, brevo: 0.9 },
  secondsLeft: 130,
};

it('tells how far each stream is, both budgets, and how long it will take', () => {
  expect(liveLine(PROGRESS)).toBe(
    'contacts 1,200/3,000 (250/s) · companies 7 (1/s) · Brevo 40/300 requests · ' +
      'budget used: Intercom 60 %, Brevo 90 % · about 3 min left',
  );
  const { secondsLeft: _, ...untold } = PROGRESS;
  const read = untold.streams.map((one) => ({ ...one, complete: true }));
  const sending = { ...untold, streams: read, brevo: { sent: 0, planned: 0 } };
  expect(liveLine(sending)).toBe('3 streams read · budget used: Intercom 60 %, Brevo 90 %');
});

it('is drawn in place, no longer than the terminal is wide, and wiped away; nowhere but on a terminal', () => {
  const drawn: string[] = [];
  const out = { isTTY: true, columns: 20, write: (text: string) => drawn.push(text) > 0 };
  const live = showLive(out as unknown as WriteStream);
  live?.draw(PROGRESS);
  live?.end();
  expect(drawn).toEqual(['\r\u001b[2Kcontacts 1,200/3,00', '\r\u001b[2K']);
  expect(showLive({ ...out, isTTY: false } as unknown as WriteStream)).toBeUndefined();
});
