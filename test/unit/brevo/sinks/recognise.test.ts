// A replica that is new learns whom the account knows already, so that nobody's record goes to somebody else.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recognise } from '../../../../targets/brevo/sinks/recognise.ts';
import { held } from '../../sandbox-brevo/client.ts';
import { change, Setting } from './setting.ts';

let setting: Setting;
beforeEach(async () => {
  setting = await Setting.open();
});
afterEach(() => setting.close());

const X = 'x@acme.example';
const Y = 'y@acme.example';

describe('recognising', () => {
  beforeEach(async () => {
    await setting.seed({
      contacts: [
        { ext_id: 'A', email: X, attributes: { SMS: '+33611111111', LASTNAME: 'L' } },
        { email: 'z@acme.example' },
      ],
    });
    await recognise(setting.parts);
  });

  it('learns ext_id and e-mail, and claims nothing else as its own', () => {
    expect(setting.replica.confirmed('A')).toEqual({
      extId: 'A',
      email: X,
      attributes: {},
      lists: [],
    });
  });

  it('keeps a record with its contact when its e-mail has gone to somebody else meanwhile', async () => {
    await setting.send(
      change('B', { email: X }),
      change('A', { kind: 'update', email: Y, emailChanged: true }),
    );
    const contacts = await held(setting.sandbox, 'account');
    expect(contacts.map(({ id, ext_id, email }) => [id, ext_id, email])).toEqual([
      [1, 'A', Y],
      [2, null, 'z@acme.example'],
      [3, 'B', X],
    ]);
  });

  it('happens once in the life of a replica', async () => {
    await recognise(setting.parts);
    expect(await setting.requests()).toEqual({ 'GET /contacts': 1 });
  });
});
