// intercom-brevo.yaml: what is taken from it, and how each mistake in it is told.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConnectors } from '../../../../connector/config/load.ts';
import type { Connector, Connectors } from '../../../../connector/connector.ts';
import { temporaryFolder } from '../../../support/spawn.ts';

const ENV = { INTERCOM_ACCESS_TOKEN: 'secret-token', BREVO_API_KEY: 'secret-key' };

/** The connectors of a configuration in a folder of its own; `dotenv` goes beside it. */
function load(yaml: string, env: Record<string, string> = ENV, dotenv = ''): Connectors {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'intercom-brevo.yaml'), yaml);
  if (dotenv) writeFileSync(join(cwd, '.env'), dotenv);
  return loadConnectors({ env, cwd });
}

const one = (settings: string, env?: Record<string, string>): Connector =>
  load(`connectors:\n  a:\n    access_token: t\n    ${settings}\n`, env).get('a');

describe('a configuration', () => {
  it('gives tap and target what they take, and keeps files apart by name', () => {
    const connectors = load(`
state_dir: ../state
field_mapping: { email: email, company.plan: PLAN, name: NAME }
brevo: { on_delete: delete, create_attributes: false }
connectors:
  shop:
    access_token: "\${INTERCOM_ACCESS_TOKEN}"
    region: eu
    start_date: 2024-01-31
    lists: { leads: 37 }
    field_mapping: { name: FULLNAME }
    sync: { companies: false }
    brevo: { on_delete: keep }
    webhooks: { secret: s3, port: 0 }
    log_webhooks: true
  other: { access_token: x, enabled: false, debug: true }
`);
    const shop = connectors.get('shop');
    expect(shop.intercom).toEqual({ access_token: 'secret-token', region: 'eu', start_date: '2024-01-31' });
    expect(shop.brevo).toMatchObject({
      api_key: 'secret-key',
      lists: { leads: 37 },
      field_mapping: { email: 'email', 'company.plan': 'PLAN', name: 'FULLNAME' },
      on_delete: 'keep',
      create_attributes: false,
      max_rejects: Number.MAX_SAFE_INTEGER,
      replica_path: join(connectors.stateDir, 'shop', 'replica.sqlite'),
      validate_records: true,
    });
    expect(shop.folder).toBe(join(connectors.stateDir, 'shop'));
    expect([...shop.resources]).toEqual(['contacts', 'conversations', 'tags']);
    expect(shop.webhooks).toEqual({ secret: 's3', port: 0, path: '/webhooks/intercom', log: true });
    expect(connectors.get('other')).toMatchObject({ enabled: false, logLevel: 'debug' });
    expect(connectors.get('other').brevo).toMatchObject({
      on_delete: 'delete',
      field_mapping: { name: 'NAME' },
    });
  });

  it('takes a list of named connectors, and numbers where texts are meant', () => {
    const { all } = load(
      'connectors:\n- {name: one, access_token: a, api_version: 2.13}\n- {name: two, access_token: b}\n',
    );
    expect(all.map(({ name }) => name)).toEqual(['one', 'two']);
    expect(all[0]?.intercom.api_version).toBe('2.13');
  });

  it('reads all but events, which cost a request for each contact, where it does not say', () => {
    expect([...one('enabled: true').resources]).toEqual(['contacts', 'conversations', 'companies', 'tags']);
  });

  it('takes the token that connect has stored, where it gives none', () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'intercom-brevo.yaml'), 'connectors: { a: {} }\n');
    expect(loadConnectors({ env: ENV, cwd }).get().intercom).toEqual({});
    mkdirSync(join(cwd, '.intercom-brevo/a'), { recursive: true });
    const token = { access_token: 'stored', region: 'au' };
    writeFileSync(join(cwd, '.intercom-brevo/a/token.json'), JSON.stringify(token));
    expect(loadConnectors({ env: ENV, cwd }).get().intercom).toEqual(token);
  });
});

describe('variables', () => {
  const yaml = 'connectors:\n  a:\n    access_token: "${TOKEN}"\n';

  it('come from .env beside the file, unless the environment says otherwise', () => {
    const dotenv = 'TOKEN=from-file\nBREVO_API_KEY="key # of file"\n';
    const token = (env: Record<string, string>): unknown =>
      load(yaml, env, dotenv).get().intercom.access_token;
    expect(token({ BREVO_API_KEY: 'k' })).toBe('from-file');
    expect(token({ TOKEN: 'from-environment', BREVO_API_KEY: 'k' })).toBe('from-environment');
    expect(() => token({ TOKEN: '', BREVO_API_KEY: 'k' })).toThrow(
      'intercom-brevo.yaml:3: ${TOKEN} is empty; what the environment sets wins over .env, be it empty',
    );
  });

  it.each([
    [{}, 'intercom-brevo.yaml:3: ${TOKEN} is set neither in the environment nor in .env'],
    [{ TOKEN: '' }, 'intercom-brevo.yaml:3: ${TOKEN} is empty'],
  ])('that are missing or empty are an error: %j', (env: Record<string, string>, said) => {
    expect(() => load(yaml, { BREVO_API_KEY: 'k', ...env })).toThrow(said);
  });

  it('have names alone between the braces', () => {
    expect(() => load(yaml.replace('TOKEN', 'TOKEN:-none'))).toThrow(
      'intercom-brevo.yaml:3: ${TOKEN:-none} is no variable',
    );
  });

  it.each(['${TOKEN', '$TOKEN'])('are no values by themselves: %s', (written) => {
    expect(() =>
      load(
        yaml.replace('${TOKEN}', () => written),
        { TOKEN: 't', BREVO_API_KEY: 'k' },
      ),
    ).toThrow(/^intercom-brevo\.yaml:3: a variable without its two braces: write \$\{TOKEN\}$/);
  });

  it('may hold what looks like one', () => {
    const { intercom } = load(yaml, { TOKEN: '$SECRET', BREVO_API_KEY: 'k' }).get();
    expect(intercom.access_token).toBe('$SECRET');
  });
});

describe('mistakes', () => {
  it('in the name of a relation are told with the right one', () => {
    expect(() => one('field_mapping: { email: email, compny.plan: PLAN }')).toThrow(
      /^intercom-brevo\.yaml:\d+: the schema of "contacts" has no "compny\.plan" \(did you mean "company"\?\)$/,
    );
  });

  it('in the path of a source are told with its line, wherever it is written', () => {
    const yaml = `
field_mapping:
  email: email
  nam: FULLNAME
connectors:
  a:
    access_token: t
    lists:
      late: { list: 1, when: { last_sean_at: { empty: true } } }
    field_mapping:
      phone: SMS
      compny.plan: PLAN
`;
    expect(() => load(yaml)).toThrow(
      'intercom-brevo.yaml:4: the schema of "contacts" has no "nam" (did you mean "name"?); ' +
        'intercom-brevo.yaml:12: the schema of "contacts" has no "compny.plan" (did you mean "company"?); ' +
        'intercom-brevo.yaml:9: the schema of "contacts" has no "last_sean_at" (did you mean "last_seen_at"?)',
    );
  });

  it.each([
    ['acces_token: x', 4, 'unknown key "acces_token" (did you mean "access_token"?)'],
    ['sync: { contact: true }', 4, 'unknown key "contact" (did you mean "contacts"?)'],
    [
      'api_version: "2.9"',
      4,
      '"connectors.a.api_version" must be equal to one of the allowed values: 2.11, ',
    ],
    ['direction: bidirectional', 4, '"direction: bidirectional" is not there yet: only intercom_to_brevo is'],
    ['direction: brevo_to_intercom', 4, '"direction: brevo_to_intercom" is not there yet'],
    [
      'direction: intercom_to_brewo',
      4,
      'brevo_to_intercom, bidirectional (did you mean "intercom_to_brevo"?)',
    ],
    ['log_level: verbos', 4, 'error, warn, info, verbose, debug (did you mean "verbose"?)'],
    ['direction: sideways', 4, 'must be equal to one of the allowed values'],
    ['start_date: someday', 4, '"start_date" is no date: someday'],
    ['base_url: http://api.example.com', 4, '"base_url" must be https'],
    ['base_url: https://host:99999', 4, '"base_url" is no address'],
    ['brevo:\n      base_url: http://api.example.com', 5, '"base_url" must be https'],
    ['brevo:\n      events_since: someday', 5, '"events_since" must be an ISO 8601 time'],
    ['enabled: perhaps', 4, '"connectors.a.enabled" must be boolean'],
    ['name: b', 4, `the connector's name is its key, "a"`],
    ['webhooks: { port: 70000 }', 4, '"connectors.a.webhooks.port" must be <= 65535'],
    ['lists: { all_usrs: 35 }', 4, 'unknown rule "all_usrs" (did you mean "all_users"?)'],
    ['lists:\n      all_users: 35\n      leads: 0', 6, '0 is not the id of a list'],
    ['field_mapping:\n      email: email\n      name: { name: X, typ: text }', 6, 'unknown key "typ"'],
    ['brevo: { on_delete: forget }', 4, 'must be equal to one of the allowed values: keep, blocklist'],
    ['lists: [1]', 4, '"connectors.a.lists" must be object'],
    ['lists: {', 5, 'not valid YAML'],
  ])('%j is told with its line', (settings, line, said) => {
    expect(() => one(settings)).toThrow(`intercom-brevo.yaml:${line}: `);
    expect(() => one(settings)).toThrow(said);
  });

  it.each([
    ['- a\n', 'intercom-brevo.yaml:1: the configuration file must hold keys and values, as "connectors:"'],
    ['conectors: {}\n', 'intercom-brevo.yaml:1: unknown key "conectors" (did you mean "connectors"?)'],
    ['connectors: {}\n', 'intercom-brevo.yaml:1: "connectors" must NOT have fewer than 1 properties'],
    [
      'brevo:\n  base_url: https://\nconnectors: { a: {} }\n',
      'intercom-brevo.yaml:2: "base_url" is no address',
    ],
    ['connectors:\n- access_token: x\n', 'intercom-brevo.yaml:2: a connector in a list must have "name"'],
    [
      'connectors:\n- {name: a, access_token: x}\n- {name: a}\n',
      'intercom-brevo.yaml:3: there are two connectors "a"',
    ],
    ['connectors:\n  ../up: {access_token: x}\n', 'intercom-brevo.yaml:2: "../up" cannot name a connector'],
  ])('%j', (yaml, said) => {
    expect(() => load(yaml)).toThrow(said);
  });

  it('never show a secret', () => {
    const wrong = 'brevo: { api_key: "with space secret" }';
    expect(() => one(wrong)).toThrow(/^(?!.*with space secret)/);
    expect(() => one('api_version: "${INTERCOM_ACCESS_TOKEN}"')).toThrow(/^(?!.*secret-token)/);
  });

  it('a missing key of Brevo names the variable', () => {
    expect(() => one('enabled: true', {})).toThrow(
      'BREVO_API_KEY is set neither in the environment nor in .env',
    );
  });

  it('a missing file names the command that writes one', () => {
    const where = { env: ENV, cwd: temporaryFolder() };
    expect(() => loadConnectors(where)).toThrow(
      'intercom-brevo.yaml: there is no such file; "intercom-brevo init"',
    );
    expect(() => loadConnectors({ ...where, file: 'x.yaml' })).toThrow('x.yaml: there is no such file');
  });
});

describe('get', () => {
  const yaml = 'connectors: { shop: { access_token: a }, blog: { access_token: b } }';

  it('asks for a name where there are several, and tells those there are', () => {
    expect(() => load(yaml).get()).toThrow('name one of the connectors: shop, blog');
    expect(() => load(yaml).get('shp')).toThrow('there is no connector "shp" (did you mean "shop"?)');
    expect(() => load(yaml).get('zzzzz')).toThrow('there is no connector "zzzzz"; there is shop, blog');
  });
});
