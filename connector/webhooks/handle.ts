// Takes a notification that another server has received and verified.
import { randomUUID } from 'node:crypto';
import { isRow } from '../../core/protocol/messages.ts';
import type { Connector } from '../connector.ts';
import { drain, type DrainContext, type Drained } from './drain.ts';
import { Inbox, type Taken } from './inbox.ts';
import { notification } from './notification.ts';

/** The part of a notification that says what happened; `id` lets a repetition be known as such. */
export interface ReceivedNotification {
  topic: string;
  /** As Intercom sent it: `{ item }`, or the item itself. */
  data: unknown;
  id?: string;
  /** Epoch seconds. */
  created_at?: number;
}

/** What became of it, and of the inbox. */
export interface Handled {
  taken: Taken;
  drained: Drained;
}

/** Keeps the notification in the inbox, then delivers what waits there. @throws ExpectedError; it is in the inbox then */
export async function handleNotification(
  connector: Connector,
  { topic, data, id, created_at: createdAt }: ReceivedNotification,
  context: DrainContext,
): Promise<Handled> {
  const item = isRow(data) && isRow(data['item']) ? data['item'] : data;
  const inbox = await Inbox.open(connector.files.inbox);
  try {
    const [taken = 'stored'] = inbox.add([notification({ id: id ?? randomUUID(), topic, createdAt, item })]);
    return { taken, drained: await drain(connector, inbox, context) };
  } finally {
    inbox.close();
  }
}
