// Links stored rows anew, where a stream's plan is another one than they were linked by.
import type { Row } from '../../../core/protocol/messages.ts';
import { keysAt } from './key.ts';
import { Records, type RecordParts } from './records.ts';
import type { Stream } from './streams.ts';
import { CONTACTS } from './table.ts';

/** Tells whether there was anything to link: then every contact has to be looked at again. */
export function relink(parts: RecordParts, stream: Stream, before: Stream | undefined): boolean {
  const { plan } = stream;
  const rowsMoved =
    before !== undefined &&
    (plan.contacts !== before.plan.contacts || JSON.stringify(plan.via) !== JSON.stringify(before.plan.via));
  const contactsMoved = plan.onContact !== before?.plan.onContact;
  const some = [rowsMoved && relinkRows(parts, stream), contactsMoved && relinkContacts(parts, stream)];
  return some.includes(true);
}

function relinkRows(parts: RecordParts, stream: Stream): boolean {
  const records = new Records(parts, stream);
  let some = false;
  for (const row of stream.table.rows()) {
    records.relink(row);
    some = true;
  }
  return some;
}

function relinkContacts({ links, streams }: RecordParts, { num: stream, onContact, table }: Stream): boolean {
  let some = false;
  for (const { num, body } of streams.table(CONTACTS).rows()) {
    const keys = onContact ? keysAt(JSON.parse(body) as Row, onContact) : [];
    const rows = keys.map((key) => table.mention(key));
    links.setOfContact(num, stream, rows, false);
    some = true;
  }
  return some;
}
