// Sending that stops half way tells what it has sent.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AuthError } from '../../../../core/errors.ts';
import { noCounts } from '../../../../targets/brevo/sinks/counts.ts';
import { sendAll } from '../../../../targets/brevo/sinks/send.ts';
import { change, Setting } from './setting.ts';

let setting: Setting;
beforeEach(async () => {
  setting = await Setting.open();
});
afterEach(() => setting.close());

it('counts contacts and list moves that Brevo has, and no others', async () => {
  const stopped = new AuthError('the key was revoked');
  const { account, parts } = setting;
  let begun = 0;
  const revoked = {
    ...parts,
    account: new Proxy(account, {
      get: (target, name) => {
        if (name === 'postContact' && ++begun > 20) return () => Promise.reject(stopped);
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    }),
  };
  setting.plan(
    ...Array.from({ length: 100 }, (_, n) =>
      change(`A${n}`, { email: `a${n}@acme.example`, addLists: [35] }),
    ),
  );
  const counts = noCounts();
  const sending = sendAll({ ...revoked, stream: 'contacts', sequence: 0 }, counts);
  await expect(sending).rejects.toBe(stopped);
  expect(Object.keys(await setting.contacts())).toHaveLength(20);
  expect(counts).toMatchObject({ complete: false, contacts: { created: 20, joins: { 35: 20 } } });
});
