// One ajv for the whole package, and its errors in human words.
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { didYouMean } from './nearest.ts';
import type { JsonSchema } from './protocol/messages.ts';

/** What to check beyond types. */
export interface ValidateOptions {
  /** Check `format` keywords too; costs about a fifth of the speed. */
  formats?: boolean;
  /** Turn "5" into 5 and fill in defaults: for configuration. */
  coerce?: boolean;
  /** Find all that is wrong, not the first thing only, each with the `parentSchema` that it breaks. */
  all?: boolean;
  /** Schemas that it refers to, by the name of their file. */
  files?: Readonly<Record<string, JsonSchema>>;
}

/** Compiles `schema`; throws ajv's error where it cannot. */
export function compile<T = unknown>(schema: JsonSchema, options: ValidateOptions = {}): ValidateFunction<T> {
  const { formats = false, coerce = false, all = coerce, files = {} } = options;
  const ajv = new Ajv({
    strict: false,
    allErrors: all,
    verbose: all,
    coerceTypes: coerce,
    useDefaults: coerce,
    validateFormats: formats || coerce,
    // Taps name drafts that ajv has no meta-schema of.
    validateSchema: false,
    logger: false,
    code: { regExp: pythonRegExp },
  });
  if (formats || coerce) addFormats.default(ajv);
  for (const [file, other] of Object.entries(files)) ajv.addSchema(other, file);
  // Taps use it to say how many decimals a number has, and floating point then fails it.
  ajv.removeKeyword('multipleOf');
  return ajv.compile<T>(schema);
}

/** Most taps are written in Python: its anchors and group names, as JavaScript writes them. */
function pythonRegExp(pattern: string, flags: string): RegExp {
  const translated = pattern.replaceAll('\\A', '^').replaceAll('\\Z', '$').replaceAll('(?P<', '(?<');
  return new RegExp(translated, flags);
}
// Ajv writes this into code that it would save to a file, which nobody does here.
pythonRegExp.code = 'pythonRegExp';

/** One finding as `path message`, for example `tags/0/id must be string`; where `all` is found, with the nearest allowed value. */
export function describe(error: ErrorObject): string {
  const path = error.instancePath.slice(1);
  return `${path ? `"${path}" ` : ''}${error.message ?? 'is not valid'}${allowedBy(error)}`;
}

function allowedBy({ keyword, params, data }: ErrorObject): string {
  if (keyword !== 'enum') return '';
  const allowed = params['allowedValues'] as unknown[];
  const hint = typeof data === 'string' ? didYouMean(data, allowed.map(String)) : '';
  return `: ${allowed.join(', ')}${hint}`;
}
