// The access token that `connect` was given, and where its workspace is hosted.
import type { TapIntercomConfig } from '../schemas/config/tap-intercom.types.ts';
import { keep, kept } from './state-file.ts';

/** What the file holds. */
export type StoredToken = Required<Pick<TapIntercomConfig, 'access_token'>> &
  Pick<TapIntercomConfig, 'region'>;

/** The token in the file; undefined where there is no file. @throws ConfigError where it cannot be read */
export function readToken(file: string): StoredToken | undefined {
  return kept(file, 'token') as StoredToken | undefined;
}

/** Writes the file, for its owner alone. Its folder must be there. */
export function writeToken(file: string, token: StoredToken): Promise<void> {
  return keep(file, token);
}
