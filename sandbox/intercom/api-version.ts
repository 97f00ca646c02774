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

/**
 * What a key holds that has no value: null, or nothing at all where the description does not allow null.
 * Records are plain literals in which undefined keys drop out of the JSON: spreading parts into them costs
 * more than the rest of the record together.
 */
export function absent(version: ApiVersion): null | undefined {
  return version.bySpec ? undefined : null;
}
