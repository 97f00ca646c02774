// Which API version a request speaks, and with it how records look.

/** An accepted `Intercom-Version`. */
export interface ApiVersion {
  /** 11 for 2.11; Preview counts as newer than every number. */
  minor: number;
  preview: boolean;
  /**
   * Up to 2.11 answers keep to the published description, which asks for keys that real payloads leave out and
   * allows fewer nulls. Later versions show what is seen in real payloads.
   */
  bySpec: boolean;
}

/** The version of requests that name none: the one the app's package is set to. */
export const DEFAULT_VERSION: ApiVersion = { minor: 11, preview: false, bySpec: true };

/** Reads the header; undefined for a version that does not exist. */
export function parseVersion(header: string | undefined): ApiVersion | undefined {
  if (header === undefined || header === '') return DEFAULT_VERSION;
  if (header.toLowerCase() === 'preview') return { minor: 99, preview: true, bySpec: false };
  const minor = /^2\.(\d{1,2})$/.exec(header)?.[1];
  if (minor === undefined || Number(minor) > 16) return undefined;
  return { minor: Number(minor), preview: false, bySpec: Number(minor) <= 11 };
}

/** Drops null fields where the description does not allow them. */
export function withoutNulls<T extends object>(record: T, version: ApiVersion): Partial<T> {
  if (!version.bySpec) return record;
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null)) as Partial<T>;
}
