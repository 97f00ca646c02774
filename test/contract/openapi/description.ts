// Checks requests and answers against one published OpenAPI description.
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { isFields, type Fields } from '../../../sandbox/json.ts';
import type { Exchange } from '../../../sandbox/index.ts';
import { parameterProblems, type Parameter } from './parameters.ts';

interface Body {
  $ref?: string;
  content?: Record<string, { schema?: unknown }>;
}

interface Operation {
  parameters?: Parameter[];
  requestBody?: Body;
  responses: Record<string, Body>;
}

/** A description, parsed. */
export interface Description {
  paths: Record<string, Record<string, Operation>>;
}

/** Where the vendor goes beyond its own description, each with the reason. Everything else is a violation. */
export interface Deviations {
  /** Routes the description does not have. */
  routes: Record<string, string>;
  /** Query parameters it does not have, by route and name. */
  parameters: Record<string, Record<string, string>>;
  /** Keys of a body it does not have, by route and name; where absent, a body may have any. */
  keys?: Record<string, Record<string, string>>;
  /** Answers that have another schema than the route declares. */
  answers: Record<string, { schema: string; reason: string }>;
  /** The schema of errors that the route does not declare. */
  error: string;
}

/** The exchange's violations of the description. */
export type Check = (exchange: Exchange) => string[];

/** Makes the check. */
export function checkAgainst(document: Description, deviations: Deviations): Check {
  const validator = compiler(document);
  const templates = Object.keys(document.paths).toSorted((a, b) => a.split('{').length - b.split('{').length);

  return (exchange) => {
    const template = templates.find((path) => matches(path, exchange.path));
    const method = exchange.method.toLowerCase();
    const operation = template === undefined ? undefined : document.paths[template]?.[method];
    const name = `${exchange.method} ${template ?? exchange.path}`;
    if (operation === undefined) return name in deviations.routes ? [] : [`${name}: not in the description`];
    const extra = deviations.parameters[name] ?? {};
    const pointer = `/paths/${escape(template ?? '')}/${method}`;
    return [
      ...parameterProblems(operation.parameters ?? [], exchange.query, extra),
      ...bodyProblems(exchange, operation, name, pointer),
      ...answerProblems(exchange, operation, name, pointer),
    ].map((problem) => `${name} ${exchange.status}: ${problem}`);
  };

  function bodyProblems(
    { requestBody }: Exchange,
    operation: Operation,
    name: string,
    pointer: string,
  ): string[] {
    if (operation.requestBody === undefined) return requestBody === undefined ? [] : ['takes no body'];
    const [type = ''] = Object.keys(operation.requestBody.content ?? {});
    const schema = `${pointer}/requestBody/content/${escape(type)}/schema`;
    return [
      ...validator(schema, requestBody ?? null, 'request'),
      ...keyProblems(
        operation.requestBody.content?.[type]?.schema,
        requestBody,
        deviations.keys?.[name] ?? {},
      ),
    ];
  }

  function keyProblems(schema: unknown, body: unknown, extra: Record<string, string>): string[] {
    if (deviations.keys === undefined || !isFields(body)) return [];
    const declared = new Set(declaredKeys(document, schema));
    return Object.keys(body)
      .filter((key) => !declared.has(key) && !(key in extra))
      .map((key) => `request key ${key} is not in the description`);
  }

  function answerProblems(exchange: Exchange, operation: Operation, name: string, pointer: string): string[] {
    const { status, responseBody, query } = exchange;
    const other = deviations.answers[name];
    if (status === 200 && other !== undefined && query['summary'] !== 'true')
      return validator(`/components/schemas/${other.schema}`, responseBody, 'answer');
    const declared = operation.responses[status];
    if (declared === undefined)
      return status >= 400
        ? validator(`/components/schemas/${deviations.error}`, responseBody, 'answer')
        : ['status is not in the description'];
    const at = declared.$ref?.slice(1) ?? `${pointer}/responses/${status}`;
    const { content } = bodyAt(document, declared);
    if (content?.['application/json'] !== undefined)
      return validator(`${at}/content/application~1json/schema`, responseBody, 'answer');
    if (status >= 400) return validator(`/components/schemas/${deviations.error}`, responseBody, 'answer');
    return responseBody === undefined ? [] : ['answer has a body'];
  }
}

function bodyAt(document: object, body: Body): Body {
  const { $ref } = body;
  return $ref === undefined ? body : (resolved(document, $ref) as Body);
}

/** What a reference of the form `#/a/b` points at. */
function resolved(document: object, ref: string): unknown {
  const steps = ref.split('/').slice(1);
  return steps.reduce<unknown>((at, step) => (isFields(at) ? at[step] : undefined), document);
}

/** The names of a schema's properties, those of its parts included. */
function declaredKeys(document: object, schema: unknown): string[] {
  if (!isFields(schema)) return [];
  const { $ref, properties } = schema;
  const parts = ['allOf', 'anyOf', 'oneOf'].flatMap((name) => listAt(schema, name));
  const target = typeof $ref === 'string' ? [resolved(document, $ref)] : [];
  return [
    ...(isFields(properties) ? Object.keys(properties) : []),
    ...[...parts, ...target].flatMap((part) => declaredKeys(document, part)),
  ];
}

const listAt = (schema: Fields, name: string): unknown[] => {
  const list = schema[name];
  return Array.isArray(list) ? list : [];
};

function compiler(document: object): (pointer: string, value: unknown, what: string) => string[] {
  const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false });
  formats.default(ajv);
  // The descriptions' own examples have paths where they say `uri`, and words where a list item's type is one.
  ajv.addFormat('uri', /^\S*$/);
  for (const name of ['timestamp', 'float', 'objectID']) ajv.addFormat(name, true);
  ajv.addSchema(document, 'api');
  const compiled = new Map<string, ValidateFunction>();
  return (pointer, value, what) => {
    const validate = compiled.get(pointer) ?? ajv.compile({ $ref: `api#${pointer}` });
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

/** One step of a JSON pointer in a URI fragment. */
const escape = (path: string): string => encodeURIComponent(path.replaceAll('~', '~0').replaceAll('/', '~1'));
