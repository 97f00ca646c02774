// tap-intercom into target-brevo over a generated workspace: the preset's attributes, contact by contact.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Row } from '../../core/protocol/messages.ts';
import { LISTS, SyncedWorkspace } from '../support/brevo-workspace.ts';
import { BrevoSetting } from '../support/brevo.ts';
import { control, runTap } from '../support/tap.ts';

const SIZES = { contacts: 60, companies: 12, conversations: 50, parts: 2, rateLimit: 0 };
const STREAMS = [
  'tags',
  'contact_attributes',
  'companies',
  'contacts',
  'conversations',
  'conversation_parts',
];

describe('generated workspaces, changed at random', () => {
  test('the account equals the model after every run, and the next run writes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 10_000 }), async (seed) => {
        const config = { lists: LISTS, create_attributes: true };
        const setting = await BrevoSetting.open(config, { ...SIZES, seed, brevoLists: [35, 36, 37] });
        const { intercom } = setting.sandbox;
        const workspace = new SyncedWorkspace();
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
          await workspace.expectAccount(setting);
        }
        const tap = await runTap({ baseUrl: intercom, streams: STREAMS });
        expect((await setting.run(tap.stdout.trimEnd().split('\n'))).requests.writes).toBe(0);
        await setting.close();
      }),
      { numRuns: 2, endOnFailure: true },
    );
  }, 120_000);
});
