// `connect`: lets intercom-brevo into a workspace by OAuth, in the browser.
import { AuthError, ConfigError } from '../../core/errors.ts';
import { print, type Subcommand } from '../command-line.ts';
import { portIn, urlIn } from '../flag-values.ts';
import { CALLBACK, connect as connectTo } from '../oauth/connect.ts';
import { readToken } from '../token-file.ts';

/** How long somebody may take to decide, in milliseconds. */
const PATIENCE_MS = 10 * 60_000;

export const connect: Subcommand = {
  words: '[NAME]',
  help: 'let intercom-brevo into a workspace, in the browser (OAuth)',
  flags: {
    port: {
      value: 'N',
      help: `port of the local page that Intercom leads back to; by default ${CALLBACK.port}`,
    },
    'redirect-url': { value: 'URL', help: 'address that the app declares, where it leads to that page' },
    'no-browser': { help: 'only show the address to open' },
  },
  run: async ({ words, flags, connectors, log, signal }) => {
    const connector = connectors().get(words[0]);
    const { name, files, intercom } = connector;
    const own = intercom.access_token;
    if (own !== undefined && own !== readToken(files.token)?.access_token)
      throw new ConfigError(
        `${name}: "access_token" is set, which wins over OAuth: take it out of the configuration`,
      );
    const redirectUrl = urlIn(flags, 'redirect-url');
    const patience = AbortSignal.timeout(PATIENCE_MS);
    try {
      const workspace = await connectTo(connector, {
        port: portIn(flags, 'port') ?? CALLBACK.port,
        ...(redirectUrl && { redirectUrl }),
        ask: (url) => ask(url, flags['no-browser'] === undefined && process.stdout.isTTY),
        log,
        signal: AbortSignal.any([signal, patience]),
      });
      const region = workspace.region === undefined ? '' : `, region ${workspace.region}`;
      await print(
        `✓ Connected to ${workspace.name ?? 'a workspace'}${region}; the token is in ${files.token}`,
      );
      await print(`Next: intercom-brevo test intercom ${name}`);
    } catch (error) {
      if (signal.aborted || !patience.aborted) throw error;
      throw new AuthError('nobody has decided within 10 minutes; run it again');
    }
  },
};

async function ask(url: string, inBrowser: boolean): Promise<void> {
  await print(`Open this page, and let intercom-brevo read the workspace:\n\n  ${url}\n`);
  if (!inBrowser) return;
  const { default: open } = await import('open');
  // Without a browser the address is there to be copied.
  const browser = await open(url).catch(() => undefined);
  browser?.once('error', () => undefined);
}
