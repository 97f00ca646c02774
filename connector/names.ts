// Names as files write them (snake_case) and as TypeScript does (camelCase).

/** `started_at` as `startedAt`. */
export type CamelName<Name> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelName<Tail>>}`
  : Name;

/** An object with its keys in camelCase; what they hold is as it was. */
export type Camel<T> = { [Name in keyof T as CamelName<Name>]: T[Name] };

/** The object with its own keys in camelCase. */
export function camel<T extends object>(from: T): Camel<T> {
  return renamed(from, (name) =>
    name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
  ) as Camel<T>;
}

/** The object with its own keys in snake_case; those without a value are left out. */
export function snake(from: object): Record<string, unknown> {
  return renamed(from, (name) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}

function renamed(from: object, rename: (name: string) => string): Record<string, unknown> {
  const set = Object.entries(from).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set.map(([name, value]) => [rename(name), value]));
}
