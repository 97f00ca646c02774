// `explain`: where each value of one contact comes from, and why it is sent or not.
import { ConfigError } from '../../core/errors.ts';
import { instead } from '../../targets/brevo/modes.ts';
import type { Subcommand } from '../command-line.ts';
import { withLock } from '../lock.ts';

export const explain: Subcommand = {
  words: '[NAME] ID',
  help: 'explain one contact, by its id or e-mail: where each value comes from, and why it is sent or not',
  run: async ({ words, connectors, logFor, signal }) => {
    const id = words.at(-1);
    if (id === undefined) throw new ConfigError('explain takes the id or e-mail of one contact');
    const connector = connectors().get(words.length > 1 ? words[0] : undefined);
    const context = { config: connector.brevo, flags: { explain: id }, log: logFor(connector), signal };
    await withLock(connector, () => instead(context), { signal });
  },
};
