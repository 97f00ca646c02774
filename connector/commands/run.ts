// `run`: syncs again and again and takes notifications, in one process, until it is stopped.
import { print, type Subcommand } from '../command-line.ts';
import { secondsIn } from '../flag-values.ts';
import { serve } from '../service.ts';
import { summaryOf } from '../summary.ts';
import { chosenOf } from './sync.ts';

const USUAL = '15m';

export const run: Subcommand = {
  words: '[NAME]',
  help: 'sync again and again, and take notifications where there is a secret, until it is stopped',
  flags: {
    every: {
      value: 'TIME',
      help: `from the start of a sync to that of the next: 90s, 15m, 2h; by default ${USUAL}`,
    },
  },
  run: ({ words, flags, connectors, log, logFor, signal }) =>
    serve(chosenOf(connectors(), words), {
      everySeconds: secondsIn(flags, 'every', USUAL),
      log,
      logFor,
      signal,
      onSync: (result) => print(summaryOf(result).join('\n')),
    }),
};
