// Turns OpenAPI 3.0 schemas into JSON Schema.
import { isFields } from '../../../sandbox/json.ts';

/** A reviver: every `nullable` schema, references included, becomes a choice between itself and null. */
export function reviveSchema(_key: unknown, value: unknown): unknown {
  if (!isFields(value) || value['nullable'] !== true) return value;
  const { nullable: _nullable, ...schema } = value;
  return { anyOf: [schema, { type: 'null' }] };
}
