// The file that `init` writes says what was answered, whatever workspace and account call their things.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { configurationText } from '../../../../connector/init/file.ts';
import type { Answers } from '../../../../connector/init/interview.ts';

const ANSWERS: Answers = {
  access: 'token',
  region: 'au',
  sync: { contacts: true, conversations: false, companies: true, events: false, tags: true },
  lists: {},
  fields: undefined,
};

const name = fc.string({
  unit: fc.constantFrom(
    '\n',
    '\r',
    '\u2028',
    '\u0085',
    '#',
    ':',
    ' ',
    '-',
    '"',
    "'",
    '{',
    '$',
    '\\',
    'a',
    '1',
    '\0',
    '\t',
  ),
  minLength: 1,
});

const someNames = fc.dictionary(name, name, { minKeys: 1 });

test('names in comments cannot become settings', () => {
  const plain: unknown = parse(configurationText(ANSWERS, {}));
  fc.assert(
    fc.property(fc.array(name), fc.array(name), fc.array(name), (lists, attributes, custom) => {
      const offer = {
        workspace: { name: 'w', region: 'au' as const, attributes: custom },
        account: {
          lists: lists.map((one, id) => ({ id, name: one })),
          attributes: attributes.map((one) => ({ name: one, type: one })),
        },
      };
      expect(parse(configurationText(ANSWERS, offer))).toEqual(plain);
    }),
  );
});

test('names in answers come back to the letter', () => {
  fc.assert(
    fc.property(someNames, someNames, (lists, fields) => {
      const written = parse(configurationText({ ...ANSWERS, lists, fields }, {})) as {
        connectors: { intercom: { lists?: unknown } };
        field_mapping: unknown;
      };
      expect(written.field_mapping).toEqual(fields);
      expect(written.connectors.intercom.lists).toEqual(lists);
    }),
  );
});

test('a long list of names is cut', () => {
  const lists = Array.from({ length: 300 }, (_, id) => ({ id, name: `List ${id}` }));
  const text = configurationText(ANSWERS, { account: { lists, attributes: [] } });
  expect(text).toContain('39 List 39, and 260 more\n');
});
