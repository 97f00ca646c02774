// Query parameters against their declarations.

/** A parameter as the description declares it. */
export interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema?: { type?: string; enum?: unknown[]; oneOf?: { properties: Record<string, unknown> }[] };
}

/** What is wrong with a query; names in `extra` are let through. */
export function parameterProblems(
  declared: Parameter[],
  query: Record<string, string>,
  extra: Record<string, string>,
): string[] {
  const parameters = declared.filter((parameter) => parameter.in === 'query').flatMap(spread);
  const known = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  const problems: string[] = [];
  for (const [name, value] of Object.entries(query)) {
    const parameter = known.get(name);
    if (parameter === undefined && !(name in extra))
      problems.push(`parameter ${name} is not in the description`);
    if (parameter !== undefined && !fits(parameter, value))
      problems.push(`parameter ${name} cannot be '${value}'`);
  }
  for (const { name, required } of parameters)
    if (required === true && query[name] === undefined) problems.push(`parameter ${name} is missing`);
  return problems;
}

/** An object parameter stands for its properties, one of which is given. */
function spread(parameter: Parameter): Parameter[] {
  const choices = parameter.schema?.oneOf;
  if (choices === undefined) return [parameter];
  return choices.flatMap(({ properties }) => Object.keys(properties).map((name) => ({ name, in: 'query' })));
}

function fits({ schema }: Parameter, value: string): boolean {
  if (schema?.type === 'integer') return /^-?\d+$/.test(value);
  if (schema?.type === 'boolean') return value === 'true' || value === 'false';
  return schema?.enum === undefined || schema.enum.includes(value);
}
