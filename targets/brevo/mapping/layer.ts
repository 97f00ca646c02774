// One place that a mapping is written in (preset, operator's file, configuration), checked, with where each key stands.
import { readFileSync } from 'node:fs';
import type { ErrorObject } from 'ajv';
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { ConfigError, messageOf } from '../../../core/errors.ts';
import { didYouMean } from '../../../core/nearest.ts';
import type { JsonSchema, Row } from '../../../core/protocol/messages.ts';
import { compile, describe } from '../../../core/validate.ts';
import schema from '../../../schemas/config/target-brevo-mapping.json' with { type: 'json' };
import type { MappingFile } from '../../../schemas/config/target-brevo-mapping.types.ts';

/** What is written, and where: `at(['lists', 'leads'])` is `mapping.yaml:12`. */
export interface Layer {
  values: MappingFile;
  at: (path: readonly string[]) => string;
}

/**
 * The YAML file, checked.
 * @throws ConfigError that names file and line of everything that is wrong
 */
export function readLayer(file: string): Layer {
  const lines = new LineCounter();
  const document = parseDocument(readText(file), { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number): string => `${file}:${lines.linePos(offset).line}`;
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem) throw new ConfigError(`${lineAt(problem.pos[0])}: not valid YAML: ${problem.message}`);
  return checked(valuesOf(document, file), (path) => lineAt(offsetOf(document, path)));
}

/**
 * The settings of a configuration that a mapping file may hold too.
 * @throws ConfigError that names the setting of everything that is wrong
 */
export function settingsLayer(values: MappingFile): Layer {
  return checked({ ...values }, ([setting]) => `setting "${setting ?? ''}"`);
}

const validate = compile<MappingFile>(schema, { all: true });

function checked(values: Row, at: Layer['at']): Layer {
  // A key without a value says nothing.
  const set = Object.fromEntries(Object.entries(values).filter(([, value]) => value != null));
  if (validate(set)) return { values: set, at };
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
    .map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'));
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new ConfigError(`${file}: cannot read the mapping file (${code})`, { cause });
  }
}

function valuesOf(document: Document, file: string): Row {
  let values: unknown;
  try {
    values = document.toJS() ?? {};
  } catch (cause) {
    throw new ConfigError(`${file}: not valid YAML: ${messageOf(cause)}`, { cause });
  }
  if (typeof values !== 'object' || values === null || Array.isArray(values))
    throw new ConfigError(`${file}:1: the mapping file must hold keys and values, as "lists:"`);
  return values as Row;
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
