// The line on a terminal that shows how far a sync is, redrawn in place.
import type { WriteStream } from 'node:tty';
import { duration } from '../targets/brevo/plan/summary.ts';
import { count, percent } from './numbers.ts';
import type { Progress, StreamProgress } from './progress.ts';

/** A line that is drawn again and again. */
export interface Live {
  draw: (progress: Progress) => void;
  /** Wipes it away. */
  end: () => void;
}

const WIPE = '\r\u001b[2K';

/** Shows progress where `out` is a terminal. */
export function showLive(out: WriteStream): Live | undefined {
  if (!out.isTTY) return undefined;
  return {
    draw: (progress) => void out.write(`${WIPE}${liveLine(progress).slice(0, (out.columns ?? 80) - 1)}`),
    end: () => void out.write(WIPE),
  };
}

/** As `contacts 1,200/3,000 (250/s) · Brevo 40/300 · budget used: Intercom 60 %, Brevo 90 % · about 3 min left`. */
export function liveLine({ streams, brevo, budgets, secondsLeft }: Progress): string {
  const busy = streams.filter(({ complete }) => !complete).map(streamText);
  const done = streams.filter(({ complete }) => complete).length;
  const used = `budget used: Intercom ${percent(budgets.intercom)}, Brevo ${percent(budgets.brevo)}`;
  return [
    ...busy,
    ...(busy.length === 0 && done > 0 ? [`${done} streams read`] : []),
    ...(brevo.planned > 0 ? [`Brevo ${count(brevo.sent)}/${count(brevo.planned)} requests`] : []),
    used,
    ...(secondsLeft === undefined ? [] : [`about ${duration(secondsLeft)} left`]),
  ].join(' · ');
}

function streamText({ name, read, expected, rate }: StreamProgress): string {
  const done = expected === undefined ? count(read) : `${count(read)}/${count(expected)}`;
  return `${name} ${done} (${Math.round(rate)}/s)`;
}
