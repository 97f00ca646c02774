// Takes a notification that another server has received and verified.
import { randomUUID } from 'node:crypto';
import { isRow } from '../../core/protocol/messages.ts';
import type { Connector } from '../connector.ts';
import { drain, type DrainContext } from './drain.ts';
import { foreignTo } from './foreign.ts';
import { Inbox } from './inbox.ts';
import { notification } from './notification.ts';
import type { Handled, ReceivedNotification } from './received.ts';

/** Keeps the notification in the inbox, then delivers what waits there. @throws ExpectedError; it is in the inbox then */
export async function handleNotification(
  connector: Connector,
  { topic, data, id, created_at: createdAt, app_id: appId }: ReceivedNotification,
  context: DrainContext,
): Promise<Handled> {
  const item = isRow(data) && isRow(data['item']) ? data['item'] : data;
  const inbox = await Inbox.open(connector.files.inbox, {
    isForeign: foreignTo(connector, (text) => context.log.warn(text)),
  });
  try {
    const [taken = 'stored'] = inbox.add([
      notification({ id: id ?? randomUUID(), topic, createdAt, appId, item }),
    ]);
    return { taken, drained: await drain(connector, inbox, context) };
  } finally {
    inbox.close();
  }
}
