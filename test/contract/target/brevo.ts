// target-brevo as the contract suite sees it: its rows are those of its replica.
import { join } from 'node:path';
import Database from 'better-sqlite3';
import settings from '../../../schemas/config/target-brevo.json' with { type: 'json' };
import type { Row } from '../../../core/protocol/messages.ts';
import { bin, jsonFile } from '../../support/spawn.ts';
import type { TargetSubject } from './session.ts';

const KEYED_BY_ID = [
  'baskets',
  'cats',
  'early',
  'events',
  'keyed',
  'ledger',
  'people',
  'places',
  'scores',
  'strict',
  'tags',
  'texts',
  'users',
  'widening',
];

/** Keys of the suite's streams. An operator's mapping names them; a SCHEMA cannot change them. */
const KEYS: Record<string, string[]> = {
  ...Object.fromEntries(KEYED_BY_ID.map((name) => [name, ['id']])),
  accountOwners: ['ownerId'],
  forecasts: ['Id'],
  user_in_place: ['user_id', 'place_id'],
  select: ['order'],
  'shop:Special Chars!of?all/kinds': ['_id'],
};

const streams = Object.fromEntries(
  Object.entries(KEYS).map(([name, key]) => [name, { sink: 'lookup', key }]),
);

// JSON is YAML.
const mapping = jsonFile(
  {
    preset: 'none',
    streams: { ...streams, users: { sink: 'contacts', key: ['id'] } },
    identity: { email: 'email' },
    field_mapping: { email: 'email' },
  },
  'mapping.yaml',
);

/** The subject, over the Brevo half of a sandbox. */
export const targetBrevo = (brevo: string): TargetSubject => ({
  name: 'target-brevo',
  command: bin('targets/brevo'),
  settings,
  upserts: true,
  versions: true,
  omits: {
    'no-primary-keys': 'the replica keeps one of several rows that are the same',
    'multiple-states': 'a STATE before any SCHEMA says that the tap goes on, which a new replica refuses',
    'any name': 'streams are named by the mapping, as views in SQL, where case does not count',
    'unknown settings': 'a setting written wrong is an error here',
    'STATE on the way': 'a round takes place every five minutes',
  },
  config: (folder) => ({
    api_key: 'sandbox-key',
    base_url: `${brevo}/v3`,
    mapping,
    replica_path: join(folder, 'replica'),
    rejects_path: join(folder, 'rejects.jsonl'),
  }),
  rows: async (folder, stream) => rowsIn(join(folder, 'replica'), stream),
});

function rowsIn(path: string, stream: string): Row[] {
  const replica = new Database(path, { readonly: true });
  const rows = replica
    .prepare<[string], { body: string }>(
      `SELECT body FROM ${stream === 'users' ? 'replica_contacts' : 'replica_rows'} WHERE body IS NOT NULL AND
       stream = (SELECT num FROM replica_streams WHERE name = ?) ORDER BY num`,
    )
    .all(stream);
  replica.close();
  return rows.map(({ body }): Row => JSON.parse(body));
}
