// One ajv for the whole package, and its errors in human words.
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { JsonSchema } from './protocol/messages.ts';

/** What to check beyond types. */
export interface ValidateOptions {
  /** Check `format` keywords too; costs about a fifth of the speed. */
  formats?: boolean;
  /** Turn "5" into 5 and fill in defaults: for configuration. */
  coerce?: boolean;
}

/** Compiles `schema`; throws ajv's error where it is no valid JSON Schema. */
export function compile<T = unknown>(schema: JsonSchema, options: ValidateOptions = {}): ValidateFunction<T> {
  const { formats = false, coerce = false } = options;
  const ajv = new Ajv({
    strict: false,
    allErrors: coerce,
    coerceTypes: coerce,
    useDefaults: coerce,
    validateFormats: formats || coerce,
    validateSchema: 'log',
    logger: false,
  });
  if (formats || coerce) addFormats.default(ajv);
  return ajv.compile<T>(schema);
}

/** One finding as `path message`, for example `tags/0/id must be string`. */
export function describe(error: ErrorObject): string {
  const path = error.instancePath.slice(1);
  const allowed =
    error.keyword === 'enum' ? `: ${(error.params['allowedValues'] as unknown[]).join(', ')}` : '';
  return `${path ? `"${path}" ` : ''}${error.message ?? 'is not valid'}${allowed}`;
}
