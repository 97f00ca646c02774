// The same seed gives the same workspace, and a workspace has what was asked for.
import { describe, expect, it } from 'vitest';
import { startSandbox, type SandboxOptions } from '../../../sandbox/index.ts';
import { Dice, distinct } from '../../../sandbox/dice.ts';
import { fieldsOf, ids, truth, type Fields } from './client.ts';
import * as fc from 'fast-check';

const until = Math.floor(Date.now() / 1000) - 86_400;

async function truths(options: Partial<SandboxOptions>): Promise<Record<string, Fields[]>> {
  const sandbox = await startSandbox({ contacts: 90, companies: 45, conversations: 20, until, ...options });
  try {
    const streams = [
      'contacts',
      'companies',
      'conversations',
      'conversation_parts',
      'contact_events',
      'segments',
    ];
    return Object.fromEntries(
      await Promise.all(streams.map(async (name) => [name, await truth(sandbox, name)])),
    );
  } finally {
    await sandbox.close();
  }
}

describe('the generated workspace', () => {
  it('is the same for the same seed and another one for another seed', async () => {
    const [first, again, other] = await Promise.all([truths({}), truths({}), truths({ seed: 2 })]);
    expect(again).toEqual(first);
    expect(other?.['contacts']).not.toEqual(first?.['contacts']);
  });

  it.each([0, 1, 19, 20, 32, 33, 100])('has exactly %i searchable records of each kind', async (n) => {
    const {
      contacts = [],
      companies = [],
      conversations = [],
    } = await truths({ contacts: n, companies: n, conversations: n });
    expect([contacts.length, companies.length, conversations.length]).toEqual([n, n, n]);
    expect(new Set(ids([...contacts, ...companies, ...conversations])).size).toBe(3 * n);
  });

  it('has the oddities of real workspaces', async () => {
    const { contacts = [], conversations = [] } = await truths({ contacts: 600, conversations: 200 });
    const values = (name: string): unknown[] => contacts.map((contact) => contact[name]);
    const emails = values('email').filter((email) => typeof email === 'string');
    expect(emails.length).toBeLessThan(contacts.length);
    expect(new Set(emails).size).toBeLessThan(emails.length);
    expect(values('signed_up_at').some((at) => String(at) < '1970')).toBe(true);
    expect(values('signed_up_at').some((at) => String(at) > '2038')).toBe(true);
    const seconds = values('updated_at');
    expect(new Set(seconds).size).toBeLessThan(seconds.length);
    const states = conversations.map(
      (conversation) => fieldsOf(conversation['ai_agent'])['resolution_state'],
    );
    expect(new Set(states)).toEqual(
      new Set([undefined, null, 'assumed_resolution', 'confirmed_resolution', 'routed_to_team', 'abandoned']),
    );
  });
});

describe('distinct', () => {
  it('gives different numbers below the size, and a longer list begins with the shorter one', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 0, max: 60 }),
        (seed, count, size) => {
          const chosen = distinct(new Dice(seed), count, size);
          expect(chosen).toHaveLength(Math.min(count, size));
          expect(new Set(chosen).size).toBe(chosen.length);
          expect(chosen.every((n) => n >= 0 && n < size)).toBe(true);
          expect(distinct(new Dice(seed), count + 1, size).slice(0, chosen.length)).toEqual(chosen);
        },
      ),
    );
  });
});
