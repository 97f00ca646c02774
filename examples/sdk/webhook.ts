// Hands on notifications of Intercom that a server of your own receives; it has to verify their signature first.
import { createClient, type ReceivedNotification } from 'intercom-brevo';

const client = createClient({ config: 'intercom-brevo.yaml' });

/** Call it with the body of each notification. Handed on twice, it does no harm. */
export async function onNotification(body: ReceivedNotification): Promise<void> {
  const { taken, drained } = await client.connectors.handleWebhook('intercom', body);
  console.log(`${body.topic}: ${taken}, inbox ${drained}`);
}

await onNotification(JSON.parse(process.env['NOTIFICATION'] ?? '{"id":"1","topic":"ping","data":{}}'));
await client.connectors.disconnect('intercom');
