// A small workspace in memory that tests change at will, and what a tap would say of it.
import contactsSchema from '../../schemas/intercom/contacts.json' with { type: 'json' };
import companiesSchema from '../../schemas/intercom/companies.json' with { type: 'json' };
import partsSchema from '../../schemas/intercom/conversation_parts.json' with { type: 'json' };
import conversationsSchema from '../../schemas/intercom/conversations.json' with { type: 'json' };
import contactEventsSchema from '../../schemas/intercom/contact_events.json' with { type: 'json' };
import tagsSchema from '../../schemas/intercom/tags.json' with { type: 'json' };
import type { Row } from '../../core/protocol/messages.ts';
import { truthRows } from './tap.ts';

const SCHEMAS: Record<string, object> = {
  tags: tagsSchema,
  companies: companiesSchema,
  contacts: contactsSchema,
  conversations: conversationsSchema,
  conversation_parts: partsSchema,
  contact_events: contactEventsSchema,
};
const KEYS: Record<string, string[]> = {
  contact_events: ['intercom_user_id', 'event_name', 'created_at'],
};

/** The time of most things in these workspaces. */
export const THEN = Date.UTC(2026, 5, 1) / 1000;

/** Epoch seconds as taps write them. */
export function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', '.000000Z');
}

/** Rows by stream and key, and the messages about those that changed. */
export class World {
  readonly rows = new Map<string, Map<string, Row>>(Object.keys(SCHEMAS).map((name) => [name, new Map()]));
  readonly #changed = new Map<string, Set<string>>();
  #states = 0;

  /** Every row of a stream. */
  all(stream: string): Row[] {
    return [...(this.rows.get(stream)?.values() ?? [])];
  }

  get(stream: string, id: string): Row | undefined {
    return this.rows.get(stream)?.get(id);
  }

  /** Puts a row in the place of the one with its key, and notes it as changed. */
  put(stream: string, row: Row): Row {
    const key = (KEYS[stream] ?? ['id']).map((name) => String(row[name])).join(' ');
    this.rows.get(stream)?.set(key, row);
    this.#changed.set(stream, (this.#changed.get(stream) ?? new Set()).add(key));
    return row;
  }

  /** Changes some properties of a row; undefined takes a property off. */
  change(stream: string, id: string, change: Row): void {
    const row = { ...this.get(stream, id), ...change };
    for (const [name, value] of Object.entries(row)) if (value === undefined) delete row[name];
    this.put(stream, row);
  }

  /** A contact with an e-mail and a name; `more` is put over that. */
  contact(id: string, more: Row = {}): Row {
    const number = Number(id.replace(/\D/g, '')) || 0;
    return this.put('contacts', {
      id,
      role: 'user',
      email: `${id}@acme.example`,
      phone: null,
      name: `Ann Number ${id}`,
      unsubscribed_from_emails: false,
      created_at: iso(THEN + number),
      updated_at: iso(THEN + number),
      signed_up_at: iso(THEN + number * 86_400),
      last_seen_at: null,
      custom_attributes: {},
      ...more,
    });
  }

  /** What a tap says of everything that changed since the last call, and a STATE. */
  messages(): string[] {
    const lines = this.#lines((stream, key) => this.#changed.get(stream)?.has(key) === true);
    this.#changed.clear();
    return lines;
  }

  /** What a tap says that starts anew. */
  everything(): string[] {
    this.#changed.clear();
    return this.#lines(() => true);
  }

  #lines(wanted: (stream: string, key: string) => boolean): string[] {
    const lines: object[] = [];
    for (const [stream, schema] of Object.entries(SCHEMAS)) {
      const rows = [...(this.rows.get(stream) ?? [])].filter(([key]) => wanted(stream, key));
      if (rows.length === 0) continue;
      lines.push({ type: 'SCHEMA', stream, schema, key_properties: KEYS[stream] ?? ['id'] });
      for (const [, record] of rows) lines.push({ type: 'RECORD', stream, record });
    }
    this.#states += 1;
    lines.push({ type: 'STATE', value: { run: this.#states } });
    return lines.map((line) => JSON.stringify(line));
  }
}

/** Adds what a sandbox's workspace holds now: what was deleted there stays, since a tap does not hear of it. */
export async function follow(world: World, intercom: string): Promise<void> {
  for (const stream of ['companies', 'contacts', 'conversations'])
    for (const row of await truthRows(intercom, stream)) world.put(stream, row);
}

/** A company as the tap gives it. */
export function company(id: string, more: Row = {}): Row {
  return {
    id,
    company_id: `acme-${id}`,
    name: `Company ${id}`,
    created_at: iso(THEN),
    updated_at: iso(THEN),
    monthly_spend: 0,
    plan: { type: 'plan', id: '1', name: 'Pro' },
    custom_attributes: {},
    ...more,
  };
}

/** A conversation of one contact as the tap gives it. */
export function conversation(id: string, contact: string, more: Row = {}): Row {
  return {
    id,
    state: 'open',
    open: true,
    created_at: iso(THEN),
    updated_at: iso(THEN),
    contacts: [{ type: 'contact', id: contact, external_id: null }],
    ...more,
  };
}
