// A stream with a property inside a property that records really carry: something to select parts of.
import type { Catalog } from '../../../core/protocol/catalog.ts';
import type { Message } from '../../../core/protocol/messages.ts';
import { fieldsOf } from '../../../sandbox/json.ts';
import { recordsOf } from './replica.ts';

/** Two properties below a third, and the stream's keys. */
export interface Specimen {
  stream: string;
  key: string;
  replicationKey: string;
  parent: string;
  child: string;
  sibling: string;
}

/** The first of its kind; throws where the tap has none. */
export function findSpecimen({ streams }: Catalog, messages: readonly Message[]): Specimen {
  for (const { stream, schema, key_properties: keys = [], replication_key } of streams) {
    const [key] = keys;
    if (key === undefined || replication_key === undefined) continue;
    const rows = recordsOf(messages, stream).map(({ record }) => record);
    for (const [parent, { properties = {} }] of Object.entries(schema.properties ?? {})) {
      const [child, sibling] = Object.keys(properties).filter((name) =>
        rows.some((row) => fieldsOf(row[parent])[name] !== undefined),
      );
      if (child !== undefined && sibling !== undefined)
        return { stream, key, replicationKey: replication_key, parent, child, sibling };
    }
  }
  throw new Error('no stream has properties inside a property');
}
