// Checks requests and answers against the published OpenAPI description of Intercom 2.11.
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { Exchange } from '../../../sandbox/index.ts';
import { OTHER_SCHEMAS, UNDESCRIBED_PARAMETERS, UNDESCRIBED_ROUTES } from './deviations.ts';
import { reviveSchema } from './json-schema.ts';
import { parameterProblems, type Parameter } from './parameters.ts';

interface Content {
  content?: Record<string, { schema?: unknown }>;
}

interface Operation {
  parameters?: Parameter[];
  requestBody?: Content;
  responses: Record<string, Content>;
}

interface Description {
  paths: Record<string, Record<string, Operation>>;
}

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const FILE = `${process.env['SPECS_DIR'] ?? `${ROOT}../shared/specs`}/intercom-2.11.yaml`;

/** Whether the description is there to be checked against; SPECS_DIR says where it is. */
export const specPresent = existsSync(FILE);

type Check = (exchange: Exchange) => string[];

let loaded: Check | undefined;

/** The exchange's violations of the description, which is read at the first call. */
export function checkExchange(exchange: Exchange): string[] {
  loaded ??= loadSpec();
  return loaded(exchange);
}

function loadSpec(): Check {
  const document: Description = parse(readFileSync(FILE, 'utf8'), reviveSchema);
  const validator = compiler(document);
  const templates = Object.keys(document.paths).toSorted((a, b) => a.split('{').length - b.split('{').length);

  return (exchange) => {
    const template = templates.find((path) => matches(path, exchange.path));
    const method = exchange.method.toLowerCase();
    const operation = template === undefined ? undefined : document.paths[template]?.[method];
    const name = `${exchange.method} ${template ?? exchange.path}`;
    if (operation === undefined) return name in UNDESCRIBED_ROUTES ? [] : [`${name}: not in the description`];
    const extra = UNDESCRIBED_PARAMETERS[name] ?? {};
    const pointer = `/paths/${escape(template ?? '')}/${method}`;
    return [
      ...parameterProblems(operation.parameters ?? [], exchange.query, extra),
      ...bodyProblems(exchange, operation, pointer),
      ...answerProblems(exchange, operation, name, pointer),
    ].map((problem) => `${name} ${exchange.status}: ${problem}`);
  };

  function bodyProblems({ requestBody }: Exchange, operation: Operation, pointer: string): string[] {
    if (operation.requestBody === undefined) return requestBody === undefined ? [] : ['takes no body'];
    return validator(
      `${pointer}/requestBody/content/application~1json/schema`,
      requestBody ?? null,
      'request',
    );
  }

  function answerProblems(exchange: Exchange, operation: Operation, name: string, pointer: string): string[] {
    const { status, responseBody, query } = exchange;
    const other = OTHER_SCHEMAS[name];
    if (status === 200 && other !== undefined && query['summary'] !== 'true')
      return validator(`/components/schemas/${other.schema}`, responseBody, 'answer');
    if (operation.responses[status]?.content !== undefined)
      return validator(
        `${pointer}/responses/${status}/content/application~1json/schema`,
        responseBody,
        'answer',
      );
    if (status >= 400) return validator('/components/schemas/error', responseBody, 'answer');
    return ['status is not in the description'];
  }
}

function compiler(document: object): (pointer: string, value: unknown, what: string) => string[] {
  const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false });
  formats.default(ajv);
  // The description's own examples have paths where it says `uri`, and words where a list item's type is one.
  ajv.addFormat('uri', /^\S*$/);
  for (const name of ['timestamp', 'float']) ajv.addFormat(name, true);
  ajv.addSchema(document, 'intercom');
  const compiled = new Map<string, ValidateFunction>();
  return (pointer, value, what) => {
    const validate = compiled.get(pointer) ?? ajv.compile({ $ref: `intercom#${pointer}` });
    compiled.set(pointer, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message }) => `${what}${instancePath} ${message ?? ''}`,
    );
  };
}

function matches(template: string, path: string): boolean {
  const wanted = template.split('/');
  const given = path.split('/');
  return (
    wanted.length === given.length && wanted.every((part, n) => part.startsWith('{') || part === given[n])
  );
}

/** A path as one step of a JSON pointer in a URI fragment. */
const escape = (path: string): string => encodeURIComponent(path.replaceAll('~', '~0').replaceAll('/', '~1'));
