// Brings a Brevo account up to date with an Intercom workspace, and tells what it did.
import { ConnectorError, createClient } from 'intercom-brevo';

const client = createClient({ stateDir: '.intercom-brevo' });

try {
  await client.connectors.connect('intercom', {
    accessToken: process.env['INTERCOM_ACCESS_TOKEN'],
    apiVersion: '2.11',
    lists: { all_users: 35, leads: 37 },
    fieldMapping: { email: 'email', name: 'FULLNAME', 'company.plan': 'COMPANY_PLAN' },
    brevo: { apiKey: process.env['BREVO_API_KEY'], baseUrl: process.env['BREVO_BASE_URL'] },
    // Where the API is reached in another way than by default.
    baseUrl: process.env['INTERCOM_BASE_URL'],
  });

  const report = await client.connectors.sync('intercom', {
    type: 'full',
    resources: ['contacts', 'conversations', 'companies', 'tags'],
    since: '2023-01-01',
    // The signal stops it well: what was read is sent, and the next sync goes on from there.
    signal: AbortSignal.timeout(60 * 60_000),
    onProgress: ({ streams, secondsLeft }) => console.log(streams, secondsLeft),
  });
  console.log(`${report.outcome}: ${report.brevo.created} created, ${report.brevo.updated} updated`);

  const { connected, lastSync, contactsSynced, conversationsSynced, companiesSynced } =
    await client.connectors.status('intercom');
  console.log({ connected, lastSync, contactsSynced, conversationsSynced, companiesSynced });
} catch (error) {
  if (!(error instanceof ConnectorError)) throw error;
  console.error(`${error.code}: ${error.message}`);
  process.exitCode = 1;
}
