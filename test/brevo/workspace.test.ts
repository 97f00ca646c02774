// tap-intercom into target-brevo over a generated workspace: the preset's attributes, contact by contact.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Row } from '../../core/protocol/messages.ts';
import { comparable, Model, type Expected } from '../support/brevo-model.ts';
import { PRESET } from '../support/brevo-preset.ts';
import { RULES } from '../support/brevo-rules.ts';
import { World } from '../support/brevo-world.ts';
import { BrevoSetting } from '../support/brevo.ts';
import { control, runTap, truthRows } from '../support/tap.ts';

const SIZES = { contacts: 60, companies: 12, conversations: 50, parts: 2, rateLimit: 0 };
const STREAMS = [
  'tags',
  'contact_attributes',
  'companies',
  'contacts',
  'conversations',
  'conversation_parts',
];
const LISTS = { all_users: 35, leads: 37, active_conversations: 36 };

/** Adds what the workspace holds now: what was deleted there stays, since a tap does not hear of it. */
async function follow(world: World, intercom: string): Promise<void> {
  for (const stream of ['companies', 'contacts', 'conversations'])
    for (const row of await truthRows(intercom, stream)) world.put(stream, row);
}

/** Takes the names off, and sees that both halves of each are all there is of it. */
function withoutNames(account: Expected[], world: World): Expected[] {
  return account.map((contact) => {
    const { FIRSTNAME, LASTNAME, ...attributes } = contact.attributes;
    const name = world.get('contacts', contact.ext_id ?? '')?.['name'] as string | null;
    const halves = [FIRSTNAME, LASTNAME].filter((half) => typeof half === 'string').join(' ');
    expect(halves).toBe((name ?? '').trim().replace(/\s+/g, ' '));
    return { ...contact, attributes };
  });
}

describe('generated workspaces, changed at random', () => {
  test('the account equals the model after every run, and the next run writes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 10_000 }), async (seed) => {
        const config = { lists: LISTS, create_attributes: true };
        const setting = await BrevoSetting.open(config, { ...SIZES, seed, brevoLists: [35, 36, 37] });
        const { intercom } = setting.sandbox;
        const [world, model] = [new World(), new Model({ ...PRESET, lists: pick(RULES.lists) })];
        let state: Row | undefined;
        for (const n of [0, 15, 15]) {
          if (n > 0) await control(intercom, 'mutate', { n, seed: seed + n });
          const tap = await runTap({ baseUrl: intercom, streams: STREAMS, ...(state && { state }) });
          expect(tap.code).toBe(0);
          const run = await setting.run(tap.stdout.trimEnd().split('\n'));
          expect(run.stderr).not.toMatch(/^(ERROR|CRITICAL)/m);
          expect(run.code).toBe(0);
          expect(run.states.at(-1)).toEqual(tap.state);
          state = run.states.at(-1);
          await follow(world, intercom);
          model.run(world);
          const account = withoutNames(comparable(await setting.account()), world);
          expect(account.length).toBeGreaterThan(30);
          expect(account).toEqual(model.account());
        }
        const tap = await runTap({ baseUrl: intercom, streams: STREAMS });
        expect((await setting.run(tap.stdout.trimEnd().split('\n'))).requests.writes).toBe(0);
        await setting.close();
      }),
      { numRuns: 2, endOnFailure: true },
    );
  }, 120_000);
});

function pick(rules: typeof RULES.lists): typeof RULES.lists {
  const wanted = Object.values(LISTS);
  return Object.fromEntries(Object.entries(rules).filter(([id]) => wanted.includes(Number(id))));
}
