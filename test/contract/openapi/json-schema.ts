// Turns OpenAPI 3.0 schemas into JSON Schema.

/** A copy in which every `nullable` schema, references included, is a choice between itself and null. */
export function toJsonSchema(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(toJsonSchema);
  if (typeof node !== 'object' || node === null) return node;
  const { nullable, ...rest } = node as Record<string, unknown>;
  const schema = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, toJsonSchema(value)]));
  if (nullable === true) return { anyOf: [schema, { type: 'null' }] };
  return nullable === undefined ? schema : { ...schema, nullable: toJsonSchema(nullable) };
}
