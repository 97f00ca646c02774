// Who may ask what: API keys and the permissions they lack.
import { Problem } from './problem.ts';

const KEY = 'sandbox-key';
const LACKING = `${KEY}-without-`;

/** What `sandbox-key-without-<scope>` may lack: the first step of a path, `crm` counting as companies. */
const SCOPES = ['contacts', 'events', 'companies'];

/** Throws Problem 401 unless the key is one of this account's and its address is authorised, 403 where it lacks the path's scope. */
export function checkKey(key: string | undefined, path: string): void {
  if (key === undefined || key === '')
    throw new Problem(401, 'unauthorized', 'authentication not found in headers');
  if (key === `${KEY}-wrong-ip`)
    throw new Problem(
      401,
      'unauthorized',
      'We have detected you are using an unrecognised IP address 127.0.0.1. If you performed this action make sure to add the new IP address in this link: https://app.brevo.com/security/authorised_ips',
    );
  const lacking = SCOPES.find((scope) => key === LACKING + scope);
  if (key !== KEY && lacking === undefined) throw new Problem(401, 'unauthorized', 'Key not found');
  if (lacking !== undefined && scopeOf(path) === lacking)
    throw new Problem(403, 'permission_denied', `The key has no permission for ${lacking}`);
}

function scopeOf(path: string): string | undefined {
  const first = path.split('/')[1];
  return first === 'crm' ? 'companies' : first;
}
