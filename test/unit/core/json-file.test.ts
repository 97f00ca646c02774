// Files that the command line names: every way they can be wrong, in one line and without their content.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../../core/errors.ts';
import { readJsonObject, readState } from '../../../core/json-file.ts';
import { temporaryFolder } from '../../support/spawn.ts';

const SECRET = 'dG9rOnNlY3JldA==';

function file(text: string): string {
  const path = join(temporaryFolder(), 'config.json');
  writeFileSync(path, text);
  return path;
}

function failure(read: () => unknown): ConfigError {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('it was read');
}

test('an object is read as it is', () => {
  const path = file('{"b":[1,{"c":null}],"a":"é"}\n');
  expect(readJsonObject(path, 'configuration')).toEqual({ b: [1, { c: null }], a: 'é' });
});

test.each<[string, string, string]>([
  ['an unquoted value', `{"access_token": ${SECRET}}`, 'is not valid JSON'],
  ['a value in single quotes', `{"access_token": '${SECRET}'}`, 'is not valid JSON'],
  ['a comma too many', `{"access_token": "${SECRET}",}`, 'is not valid JSON'],
  ['a missing comma', `{"access_token": "${SECRET}"\n"region": "eu"}`, 'is not valid JSON, at position '],
  ['its end missing', `{"access_token": "${SECRET}"`, 'is not valid JSON, at'],
  ['nothing in it', '', 'is not valid JSON, at end of JSON input'],
  ['the token alone', SECRET, 'is not valid JSON'],
  ['a list', `["${SECRET}"]`, 'must hold one JSON object'],
  ['text', `"${SECRET}"`, 'must hold one JSON object'],
  ['null', 'null', 'must hold one JSON object'],
])('a file with %s is refused, naming itself and no secret', (_, text, problem) => {
  const path = file(text);
  const error = failure(() => readJsonObject(path, 'configuration'));
  expect(error.message).toContain(`${path}: the configuration file ${problem}`);
  expect(`${error.stack}${String(error.cause)}`).not.toContain(SECRET.slice(0, 8));
  expect(error.message).not.toContain('\n');
});

test('where the parser names no place, none is made up', () => {
  const error = failure(() => readJsonObject(file('{"a": x}'), 'catalog'));
  expect(error.message).toMatch(/the catalog file is not valid JSON(, at position .*)?$/);
});

test('a file that is missing, or a folder, or forbidden, is named with the reason', () => {
  const folder = temporaryFolder();
  const missing = join(folder, 'none.json');
  expect(failure(() => readJsonObject(missing, 'state')).message).toBe(
    `${missing}: cannot read the state file (ENOENT)`,
  );
  mkdirSync(join(folder, 'folder'));
  expect(failure(() => readJsonObject(join(folder, 'folder'), 'state')).message).toContain('(EISDIR)');
});

test.skipIf(process.getuid?.() === 0)('a file that may not be read is named with the reason', () => {
  const path = file('{}');
  chmodSync(path, 0o000);
  expect(failure(() => readJsonObject(path, 'state')).message).toContain('(EACCES)');
});

describe('a state file', () => {
  const one = { bookmarks: { a: { updated_at: '2026-01-01' } } };
  const two = { bookmarks: { a: { updated_at: '2026-01-02' } } };
  test.each<[string, string, unknown]>([
    ['that is empty', '', undefined],
    ['of blank lines', '\n \n', undefined],
    ['of one line', JSON.stringify(one), one],
    ['written over several lines', JSON.stringify(two, null, 2), two],
    ['as a target prints it', `${JSON.stringify(one)}\n${JSON.stringify(two)}\n`, two],
    [
      'written over several lines, with those of a target behind it',
      `${JSON.stringify(one, null, 2)}\n${JSON.stringify(two)}\n`,
      two,
    ],
    [
      'that had no line end, with those of a target behind it',
      `${JSON.stringify(one)}${JSON.stringify(one)}\n${JSON.stringify(two)}\n`,
      two,
    ],
    ['whose first line is torn', `{"bookmarks":\n${JSON.stringify(one)}\n${JSON.stringify(two)}\n`, two],
    ['with Windows line ends', `${JSON.stringify(one)}\r\n${JSON.stringify(two)}\r\n`, two],
  ])('%s', (_, text, expected) => {
    expect(readState(file(text))).toEqual(expected);
  });

  test.each([
    ['torn, as a full disk leaves it', '{"bookmarks":'],
    ["torn, with the next run's first one behind it", '{"bookmarks":{"bookmarks":{}}\n{"bookma'],
    ['no object', '[]\n'],
    ['no state', '{"level":"INFO"}\n'],
  ])('whose last line is %s holds what the last whole one says', (_, torn) => {
    const path = file(`{"bookmarks":{}}\n${JSON.stringify(one)}\n${torn}`);
    const warnings: string[] = [];
    expect(readState(path, (text) => warnings.push(text))).toEqual(one);
    expect(warnings).toEqual([`${path}: what follows line 2 is no state; going on from that line`]);
  });

  test.each([
    '{"bookmarks":',
    '{"bookmarks":\n{"contacts":{"updated_at":"2026-01-01"}}\n',
    '{"bookmarks":{}}{"bookmarks":{}}',
    '{"bookmarks":{}}x\n{"bookmarks":',
  ])('without a whole line is refused: %j', (text) => {
    expect(() => readState(file(text))).toThrow('the state file is not valid JSON');
  });
});
