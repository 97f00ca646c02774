// Compares what a target would hold with the sandbox's ground truth, record by record.
import { expect } from 'vitest';
import type { Message, Row } from '../../core/protocol/messages.ts';
import { replica, truth } from './tap.ts';

/** Every stream of the tap. */
export const STREAMS = [
  'admins',
  'companies',
  'company_attributes',
  'company_segments',
  'contact_attributes',
  'contacts',
  'contact_events',
  'conversations',
  'conversation_parts',
  'segments',
  'tags',
  'teams',
] as const;

/** Asserts that these messages hold each row of the truth as it stands now, and say which are missing or different. */
export async function expectComplete(
  messages: readonly Message[],
  baseUrl: string,
  streams: readonly string[] = STREAMS,
  wanted: (row: Row) => boolean = () => true,
): Promise<void> {
  for (const stream of streams) {
    const expected = new Map([...(await truth(baseUrl, stream))].filter(([, row]) => wanted(row)));
    const held = replica(messages, stream);
    const missing = [...expected.keys()].filter((key) => !held.has(key));
    expect({ stream, missing }).toEqual({ stream, missing: [] });
    for (const [key, row] of expected) expect(held.get(key), `${stream} ${key}`).toEqual(row);
  }
}
