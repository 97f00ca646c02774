// Replicas for tests: a file of their own, and rows as taps send them.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { Replica, type StreamPlan } from '../../../../targets/brevo/replica/replica.ts';

export const PLANS = {
  contacts: { name: 'contacts', sink: 'contacts', key: ['id'] },
  companies: { name: 'companies', sink: 'related', key: ['id'], onContact: 'companies[].id' },
  conversations: { name: 'conversations', sink: 'related', key: ['id'], contacts: 'contacts[].id' },
  parts: {
    name: 'parts',
    sink: 'related',
    key: ['id'],
    via: { stream: 'conversations', path: 'conversation_id' },
  },
  tags: { name: 'tags', sink: 'lookup', key: ['id'] },
} satisfies Record<string, StreamPlan>;

export const PLAIN = { deleted: false, version: undefined };
export const GONE = { deleted: true, version: undefined };

/** A path for a replica that is not there yet. */
export function newPath(): string {
  return join(mkdtempSync(join(tmpdir(), 'replica-')), 'test.replica');
}

/** Opens a replica that is closed with the test. */
export async function openReplica(path = newPath(), options: { readonly?: boolean } = {}): Promise<Replica> {
  const replica = await Replica.open(path, options);
  onTestFinished(() => replica.close());
  return replica;
}

/** Clears all dirty contacts and tells who they were. */
export function takeDirty(replica: Replica): string[] {
  const upTo = replica.sequence();
  const ids = [...replica.dirty()];
  for (const id of ids) replica.clearDirty(id, upTo);
  return ids.toSorted();
}
