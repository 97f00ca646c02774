// The client for programs, over a sandbox.
import { expect } from 'vitest';
import { createClient, type ConnectorClient } from '../../connector/index.ts';
import { LISTS } from './brevo-workspace.ts';
import type { ConnectorSetting } from './connector.ts';
import { temporaryFolder } from './spawn.ts';
import { TOKEN } from './tap.ts';

/** A client with one connector over the setting's sandbox. */
export async function connected(setting: ConnectorSetting, settings = {}): Promise<ConnectorClient> {
  const { connectors } = createClient({ stateDir: temporaryFolder() });
  const { intercom: baseUrl, brevo } = setting.brevo.sandbox;
  const account = { apiKey: 'sandbox-key', baseUrl: `${brevo}/v3` };
  const status = await connectors.connect('intercom', {
    accessToken: TOKEN,
    baseUrl,
    lists: LISTS,
    sync: { events: false },
    brevo: account,
    ...settings,
  });
  expect(status).toMatchObject({ connected: true, lastSync: null, contactsSynced: 0 });
  return connectors;
}
