// The package's own version, from package.json.
import { createRequire } from 'node:module';

// By a name of the package's own: imported by its path, it would be copied into dist, and dist be a package of its own.
const manifest = createRequire(import.meta.url)('#manifest') as { version: string };

/** The version in package.json, for example `0.1.0`. */
export const { version } = manifest;
