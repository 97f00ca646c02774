// YAML files that people write: read, checked against a schema, and each mistake told by its line.
import type { ErrorObject, ValidateFunction } from 'ajv';
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { ConfigError, messageOf } from './errors.ts';
import { didYouMean } from './nearest.ts';
import { isRow, type JsonSchema, type Row } from './protocol/messages.ts';
import { readText } from './text-file.ts';
import { describe } from './validate.ts';

/** Where something is written: `at(['lists', 'leads'])` is `mapping.yaml:12`. */
export type Place = (path: readonly string[]) => string;

/** What a file holds, and where each key of it stands. */
export interface Written {
  values: Row;
  at: Place;
}

/**
 * The YAML file; `what` names its role, `example` a key that it may begin with.
 * @throws ConfigError that names file and line
 */
export function readYaml(file: string, what: string, example: string): Written {
  const lines = new LineCounter();
  const document = parseDocument(readText(file, what), { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number): string => `${file}:${lines.linePos(offset).line}`;
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem) throw new ConfigError(`${lineAt(problem.pos[0])}: not valid YAML: ${problem.message}`);
  const values = valuesOf(document, file);
  if (!isRow(values))
    throw new ConfigError(`${file}:1: the ${what} file must hold keys and values, as "${example}:"`);
  return { values, at: (path) => lineAt(offsetOf(document, path)) };
}

/**
 * The values, once the schema finds nothing wrong with them; `validate` must have been compiled to find all.
 * @throws ConfigError that says of everything wrong where it is, and what is right
 */
export function checked<T>({ values, at }: Written, validate: ValidateFunction<T>): T {
  if (validate(values)) return values;
  const problems = (validate.errors ?? []).map((error) => `${at(pathOf(error))}: ${said(error)}`);
  throw new ConfigError([...new Set(problems)].join('; '));
}

/** The way to what is wrong; to the key itself where that is what nobody knows. */
function pathOf({ instancePath, params }: ErrorObject): string[] {
  const unknown = params['additionalProperty'] as string | undefined;
  return [...steps(instancePath), ...(unknown === undefined ? [] : [unknown])];
}

function said(error: ErrorObject): string {
  const unknown = error.params['additionalProperty'] as string | undefined;
  if (unknown === undefined) {
    const name = steps(error.instancePath).join('.');
    return describe({ ...error, instancePath: name && `/${name}` });
  }
  const names = Object.keys(schemaOf(error).properties ?? {});
  return `unknown key "${unknown}"${didYouMean(unknown, names) || `; known are ${names.join(', ')}`}`;
}

function schemaOf({ parentSchema }: ErrorObject): JsonSchema {
  return parentSchema ?? {};
}

/** The steps of a JSON pointer. */
function steps(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function valuesOf(document: Document, file: string): unknown {
  try {
    return document.toJS() ?? {};
  } catch (cause) {
    throw new ConfigError(`${file}: not valid YAML: ${messageOf(cause)}`, { cause });
  }
}

/** Where the key at `path` begins, or the last of its owners that the file has. */
function offsetOf(document: Document, path: readonly string[]): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const name of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => String(isScalar(key) ? key.value : key) === name);
      if (!pair) return offset;
      if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(name)];
      if (isScalar(node) || isMap(node)) offset = node.range?.[0] ?? offset;
    } else return offset;
  }
  return offset;
}
