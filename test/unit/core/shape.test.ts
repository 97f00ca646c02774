// Records brought in line with their schema: times, undeclared and deselected fields, text columns.
import { expect, test } from 'vitest';
import type { JsonSchema, Row } from '../../../core/protocol/messages.ts';
import { compileShape } from '../../../core/tap/shape.ts';

const AT = 1_640_760_200;
const ISO = '2021-12-29T06:43:20.000000Z';

const time: JsonSchema = { type: ['null', 'string'], format: 'date-time' };
const text: JsonSchema = { type: ['null', 'string'] };
const declared: JsonSchema = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    name: text,
    either: { type: ['null', 'integer', 'string'] },
    price: { type: ['null', 'number', 'string'] },
    whatever: { type: ['null', 'object', 'string'] },
    seen_at: time,
    times: { type: ['null', 'array'], items: time },
    words: { type: ['null', 'array'], items: text },
    custom: { type: ['null', 'object'] },
    source: {
      type: ['null', 'object'],
      properties: { id: text, at: time, author: { type: ['null', 'object'], properties: { id: text } } },
    },
    tags: {
      type: ['null', 'array'],
      items: { type: ['null', 'object'], properties: { id: text, applied_at: time } },
    },
  },
};

/** The record as a run would send it, and what was told on the way. */
function shaped(record: Row, options: { selected?: JsonSchema; includeUndeclared?: boolean } = {}) {
  const problems: string[] = [];
  const shape = compileShape(options.selected ?? declared, {
    declared,
    includeUndeclared: options.includeUndeclared ?? false,
    onProblem: (path, problem) => problems.push(`${problem} ${path}`),
  });
  const sent = JSON.parse(JSON.stringify(shape(structuredClone(record)))) as Row;
  return { sent, problems };
}

test.each<[string, Row, Row]>([
  ['seconds', { seen_at: AT }, { seen_at: ISO }],
  ['milliseconds', { seen_at: AT * 1000 }, { seen_at: ISO }],
  ['text', { seen_at: '2021-12-29 06:43:20' }, { seen_at: ISO }],
  ['before 1970', { seen_at: -86_400 }, { seen_at: '1969-12-31T00:00:00.000000Z' }],
  ['null', { seen_at: null }, { seen_at: null }],
  ['empty text', { seen_at: '' }, { seen_at: null }],
  [
    'an array of times with a null',
    { times: [AT, null, '2021-12-29'] },
    { times: [ISO, null, '2021-12-29T00:00:00.000000Z'] },
  ],
  ['nested', { source: { at: AT } }, { source: { at: ISO } }],
  [
    'in objects of an array',
    { tags: [{ applied_at: AT }, { applied_at: null }, {}] },
    { tags: [{ applied_at: ISO }, { applied_at: null }, {}] },
  ],
])('a time: %s', (_, record, expected) => {
  expect(shaped(record)).toEqual({ sent: expected, problems: [] });
});

test.each(['next week', true, {}, 1e18])(
  '%j where a time should be becomes null, and is told of',
  (value) => {
    expect(shaped({ seen_at: value })).toEqual({ sent: { seen_at: null }, problems: ['time seen_at'] });
    expect(shaped({ tags: [{ applied_at: value }] }).problems).toEqual(['time tags[].applied_at']);
  },
);

test('absent stays absent, null stays null, and an object or list of another kind stays as it is', () => {
  for (const record of [{}, { source: null, tags: null }, { source: 'x', tags: 'y' }, { tags: [null, 7] }]) {
    expect(shaped(record)).toEqual({ sent: record, problems: [] });
  }
});

test('a number in a text column becomes text; in a column that takes numbers it stays one', () => {
  const record = { id: 42, name: 1.5, either: 7, price: 9.99, words: [1, 'a', null] };
  const expected = { id: '42', name: '1.5', either: 7, price: 9.99, words: ['1', 'a', null] };
  expect(shaped(record)).toEqual({ sent: expected, problems: [] });
});

test.each([true, null, '', 'text'])('%j in a text column stays as it is', (value) => {
  expect(shaped({ name: value }).sent).toEqual({ name: value });
});

test('a free object is left alone, with values of every type and names of every kind', () => {
  const custom = {
    'Plan type': 'pro',
    created_at: AT,
    n: 0,
    f: 1.25,
    yes: true,
    no: false,
    none: null,
    'a.b': '',
    list: [1, { at: AT }],
    deep: { updated_at: AT },
  };
  expect(shaped({ custom, whatever: custom })).toEqual({ sent: { custom, whatever: custom }, problems: [] });
});

test('an undeclared field is dropped, and told of once, by its path', () => {
  const problems: string[] = [];
  const shape = compileShape(declared, {
    declared,
    includeUndeclared: false,
    onProblem: (path, problem) => problems.push(`${problem} ${path}`),
  });
  const record = { id: '1', new: 1, source: { new: 2, author: { new: 3 } }, tags: [{ new: 4 }, { new: 5 }] };
  for (let n = 0; n < 3; n += 1) {
    const sent: unknown = JSON.parse(JSON.stringify(shape(structuredClone(record))));
    expect(sent).toEqual({ id: '1', source: { author: {} }, tags: [{}, {}] });
  }
  expect(problems).toEqual([
    'undeclared new',
    'undeclared source.new',
    'undeclared source.author.new',
    'undeclared tags[].new',
  ]);
});

test('an undeclared field is kept untouched when asked, at every level', () => {
  const record = { new: { at: AT, list: [1] }, source: { new: 2 }, tags: [{ new: null }] };
  expect(shaped(record, { includeUndeclared: true })).toEqual({ sent: record, problems: [] });
});

test.each([false, true])(
  'a deselected field goes without a word (undeclared kept: %s)',
  (includeUndeclared) => {
    const { name: _, source, ...rest } = declared.properties ?? {};
    const { at: __, ...inSource } = source?.properties ?? {};
    const tags: JsonSchema = { type: ['null', 'array'], items: { type: 'object', properties: { id: text } } };
    const selected = {
      ...declared,
      properties: { ...rest, source: { ...source, properties: inSource }, tags },
    };
    const record = {
      id: '1',
      name: 'n',
      source: { id: 's', at: 'not even a time' },
      tags: [{ id: 't', applied_at: AT }, null],
    };
    const result = shaped(record, { selected, includeUndeclared });
    const sent = { id: '1', source: { id: 's' }, tags: [{ id: 't' }, null] };
    expect(result).toEqual({ sent, problems: [] });
  },
);

test('fields named like parts of every object are fields like others', () => {
  const record = { constructor: 1, toString: 2, hasOwnProperty: 3 };
  expect(shaped(record).problems.toSorted()).toEqual([
    'undeclared constructor',
    'undeclared hasOwnProperty',
    'undeclared toString',
  ]);
});
