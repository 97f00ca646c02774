// Who may ask what: bearer tokens, their permissions, and the request headers Intercom insists on.
import { parseVersion, type ApiVersion } from './api-version.ts';
import { Problem } from './problem.ts';
import { SCOPES, type Route, type Scope } from './route.ts';

const TOKEN = 'sandbox-token';
const LACKING = `${TOKEN}-without-`;

/** Throws Problem 401 unless the header carries a token of this workspace; gives the permission it lacks. */
export function checkToken(authorization: string | undefined): Scope | undefined {
  const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
  if (token === TOKEN) return undefined;
  const lacking = SCOPES.find((scope) => token === LACKING + scope);
  if (lacking === undefined) throw new Problem(401, 'unauthorized', 'Access Token Invalid');
  return lacking;
}

/** Throws Problem where the route needs the permission that the token lacks: 403 for conversations, 401 elsewhere. */
export function checkScope(route: Route, lacking: Scope | undefined): void {
  if (lacking === undefined || route.scope !== lacking) return;
  if (lacking === 'conversations')
    throw new Problem(403, 'forbidden', 'The token lacks the permission to read conversations');
  throw new Problem(401, 'token_unauthorized', 'Not authorized to access resource');
}

/** Reads `Intercom-Version` and checks `Accept`; throws Problem 400 or 406. */
export function checkHeaders(header: (name: string) => string | undefined): ApiVersion {
  const version = parseVersion(header('intercom-version'));
  if (version === undefined)
    throw new Problem(400, 'intercom_version_invalid', 'The requested version could not be found');
  if (!/application\/(json|\*)|\*\/\*/.test(header('accept') ?? ''))
    throw new Problem(
      406,
      'media_type_not_acceptable',
      'The Accept header should send a media type of application/json',
    );
  return version;
}
