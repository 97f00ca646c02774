// What the default preset makes of a sandbox's workspace from run to run, and whether the account agrees.
import assert from 'node:assert/strict';
import { comparable, Model, type Expected } from './brevo-model.ts';
import { PRESET } from './brevo-preset.ts';
import { RULES } from './brevo-rules.ts';
import { follow, World } from './brevo-world.ts';
import type { BrevoSetting } from './brevo.ts';

/** The setting `lists` that the model goes by. */
export const LISTS = { all_users: 35, leads: 37, active_conversations: 36 };

/** A workspace and an account of one sandbox, synchronised by the preset and `LISTS`. */
export class SyncedWorkspace {
  readonly #world = new World();
  readonly #model = new Model({ ...PRESET, lists: pick(RULES.lists) });

  /** Asserts that the account is, after a run, what the workspace as it stands now makes of it. */
  async expectAccount(setting: BrevoSetting): Promise<void> {
    await follow(this.#world, setting.sandbox.intercom);
    this.#model.run(this.#world);
    const account = this.#withoutNames(comparable(await setting.account()));
    assert.ok(account.length > 30, `only ${account.length} contacts are at Brevo`);
    assert.deepEqual(account, this.#model.account());
  }

  /** Takes the names off, and sees that both halves of each are all there is of it. */
  #withoutNames(account: Expected[]): Expected[] {
    return account.map((contact) => {
      const { FIRSTNAME, LASTNAME, ...attributes } = contact.attributes;
      const name = this.#world.get('contacts', contact.ext_id ?? '')?.['name'] as string | null;
      const halves = [FIRSTNAME, LASTNAME].filter((half) => typeof half === 'string').join(' ');
      assert.equal(halves, (name ?? '').trim().replace(/\s+/g, ' '));
      return { ...contact, attributes };
    });
  }
}

function pick(rules: typeof RULES.lists): typeof RULES.lists {
  const wanted = Object.values(LISTS);
  return Object.fromEntries(Object.entries(rules).filter(([id]) => wanted.includes(Number(id))));
}
