// intercom-brevo webhooks serve: takes notifications of Intercom and delivers them, until it is stopped.
import { ConfigError } from '../../core/errors.ts';
import { didYouMean } from '../../core/nearest.ts';
import type { Flags } from '../../core/cli/flags.ts';
import type { Subcommand } from '../command-line.ts';
import type { WebhookSettings } from '../connector.ts';
import { portIn } from '../flag-values.ts';
import { serveWebhooks } from '../webhooks/receiver.ts';

/** Its one verb is `serve`. */
export const webhooks: Subcommand = {
  words: 'serve [NAME]',
  help: 'take notifications of Intercom and deliver them',
  flags: {
    port: { value: 'PORT', help: 'port to listen on, in the place of webhooks.port' },
    path: { value: 'PATH', help: 'path of the URL, in the place of webhooks.path' },
  },
  run: async ({ words, flags, connectors, log, logFor, signal }) => {
    const [verb, name] = words;
    if (verb !== 'serve') {
      const hint = verb === undefined ? '' : didYouMean(verb, ['serve']);
      throw new ConfigError(`webhooks: write "intercom-brevo webhooks serve [NAME]"${hint}`);
    }
    const connector = connectors().get(name);
    const settings = { ...connector.webhooks, ...chosen(flags) };
    await serveWebhooks({ ...connector, webhooks: settings }, { log, inner: logFor(connector), signal });
  },
};

function chosen(flags: Flags): Partial<WebhookSettings> {
  const port = portIn(flags, 'port');
  const { path } = flags;
  if (path !== undefined && !String(path).startsWith('/'))
    throw new ConfigError(`--path starts with a slash, unlike "${String(path)}"`);
  return { ...(port !== undefined && { port }), ...(path !== undefined && { path: String(path) }) };
}
