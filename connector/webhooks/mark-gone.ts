// Marks what a sync reads of objects that are gone: Intercom's search still shows them for a while after the notification.
import { existsSync } from 'node:fs';
import type { Message } from '../../core/protocol/messages.ts';
import { epochSeconds, isoMicroseconds } from '../../core/time.ts';
import type { Connector } from '../connector.ts';
import { Inbox } from './inbox.ts';
import type { Lives } from './lives.ts';
import type { Subject } from './topics.ts';

/** The messages, with rows of those whose end was told of since their last change as deleted ones. */
export async function* markGone(
  { files }: Pick<Connector, 'files'>,
  batches: AsyncIterable<Message[]>,
): AsyncGenerator<Message[]> {
  if (!existsSync(files.inbox)) {
    yield* batches;
    return;
  }
  const inbox = await Inbox.open(files.inbox);
  try {
    for await (const messages of batches) yield messages.map((message) => marked(message, inbox.lives));
  } finally {
    inbox.close();
  }
}

function marked(message: Message, lives: Lives): Message {
  if (message.type !== 'RECORD') return message;
  const { stream, record } = message;
  const goneAt = lives.goneAt(stream as Subject, String(record['id']));
  if (goneAt === undefined || epochSeconds(record['updated_at']) > goneAt) return message;
  return { ...message, record: { ...record, _sdc_deleted_at: isoMicroseconds(goneAt) } };
}
