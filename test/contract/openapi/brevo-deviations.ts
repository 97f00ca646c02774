// Where real Brevo, and with it the sandbox, has moved on from its own description of February 2026.
import type { Description, Deviations } from './description.ts';
import { isFields } from '../../../sandbox/json.ts';

/** Everything else is a violation. */
export const BREVO_DEVIATIONS: Deviations = {
  routes: {
    'POST /events/batch': 'added in March 2026',
    'GET /events': 'custom events can be read since the same year',
  },
  parameters: {
    'GET /contacts': { ids: 'up to 20 contacts by id, a later addition' },
    'GET /companies': { 'filters[attributes.name]': 'has taken the place of the single `filters`' },
  },
  keys: {
    'POST /contacts': { forceMerge: 'a later addition', getId: 'added in April 2026' },
    'PUT /contacts/{identifier}': { forceMerge: 'a later addition' },
  },
  answers: {},
  error: 'errorModel',
};

const FILE_OR_NONE = { type: ['string', 'null'] };
const IMPORT_INFO = {
  type: 'object',
  additionalProperties: FILE_OR_NONE,
};
const PROCESS_INFO = ['content', 'application/json', 'schema', 'properties'];
const UP_TO_150 = { type: 'array', minItems: 1, maxItems: 150 };
const MEMBERS = { type: 'array', items: { type: ['string', 'integer'] } };

/** Schemas that differ, by the way to them from the root. */
const AMENDMENTS: { at: string[]; schema: object; reason: string }[] = [
  {
    at: ['components', 'schemas', 'contactErrorModel', 'properties', 'code'],
    schema: { type: 'string' },
    reason: 'the code is an open string by now',
  },
  {
    at: ['components', 'schemas', 'postContactInfo', 'properties', 'contacts', 'properties', 'success'],
    schema: MEMBERS,
    reason: 'the description forgets extIds, and an empty list fits both of its choices',
  },
  {
    at: ['components', 'schemas', 'postContactInfo', 'properties', 'contacts', 'properties', 'failure'],
    schema: MEMBERS,
    reason: 'as above',
  },
  {
    at: ['paths', '/processes/{processId}', 'get', 'responses', '200', ...PROCESS_INFO, 'info'],
    schema: { type: 'object', properties: { import: IMPORT_INFO } },
    reason: 'corrected in April 2026: the parts are addresses of files, no numbers',
  },
  {
    at: [
      'paths',
      '/processes',
      'get',
      'responses',
      '200',
      ...PROCESS_INFO,
      'processes',
      'items',
      'properties',
      'info',
    ],
    schema: { type: 'object', properties: { import: IMPORT_INFO } },
    reason: 'as above',
  },
  {
    at: [
      'paths',
      '/companies/import',
      'post',
      'requestBody',
      'content',
      'multipart/form-data',
      'schema',
      'properties',
      'mapping',
    ],
    schema: { type: 'string' },
    reason: 'a form carries it as text',
  },
  ...['add', 'remove'].map((verb) => ({
    at: [
      'paths',
      `/contacts/lists/{listId}/contacts/${verb}`,
      'post',
      'requestBody',
      'content',
      'application/json',
      'schema',
    ],
    schema: {
      type: 'object',
      properties: {
        ...Object.fromEntries(['emails', 'ids', 'extIds'].map((name) => [name, UP_TO_150])),
        ...(verb === 'remove' && { all: { type: 'boolean' } }),
      },
      minProperties: 1,
      maxProperties: 1,
    },
    reason: 'none of the described choices requires its key, so that every body fits several',
  })),
];

/** The description with the schemas that are right by now; throws where one to replace is not there. */
export function amended(document: Description): Description {
  for (const { at, schema } of AMENDMENTS) {
    const name = at.at(-1) ?? '';
    const parent = at
      .slice(0, -1)
      .reduce<unknown>((node, step) => (isFields(node) ? node[step] : undefined), document);
    if (!isFields(parent) || !(name in parent)) throw new Error(`nothing to amend at ${at.join(' ')}`);
    parent[name] = schema;
  }
  return document;
}

/** The text as YAML: its quoted texts end in column 1, which YAML does not allow. */
export const mended = (text: string): string => text.replaceAll(/^'$/gm, `${' '.repeat(100)}'`);
