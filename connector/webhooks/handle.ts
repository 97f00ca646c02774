// Takes a notification that another server has received and verified.
import { randomUUID } from 'node:crypto';
import { isRow } from '../../core/protocol/messages.ts';
import type { Connector } from '../connector.ts';
import { partialStreams } from '../whole.ts';
import { drain, type DrainContext } from './drain.ts';
import { foreignTo } from './foreign.ts';
import { Inbox } from './inbox.ts';
import { notificationOf } from './notification.ts';
import type { Handled, ReceivedNotification } from './received.ts';

/**
 * Keeps the notification in the inbox, then delivers what waits there.
 * @throws MalformedError where it is none; any other ExpectedError, and it is in the inbox then
 */
export async function handleNotification(
  connector: Connector,
  received: ReceivedNotification,
  context: DrainContext,
): Promise<Handled> {
  const one = notificationOf(withItem(received), randomUUID);
  const inbox = await Inbox.open(connector.files.inbox, {
    isForeign: foreignTo(connector, (text) => context.log.warn(text)),
  });
  try {
    const [taken = 'stored'] = inbox.add([one]);
    const drained = await drain(connector, inbox, context);
    return { taken, drained, ...(drained === 'not whole yet' && { missing: partialStreams(connector) }) };
  } finally {
    inbox.close();
  }
}

/** The same as Intercom sends it: the item within `data`. */
function withItem(received: unknown): unknown {
  if (!isRow(received)) return received;
  const { data } = received;
  return { ...received, data: isRow(data) && isRow(data['item']) ? data : { item: data } };
}
