// Whose a key is, and whose a replica: the account that it was first used with, and no other after it.
import { digest } from '../../../core/digest.ts';
import { ConfigError } from '../../../core/errors.ts';
import type { Replica } from '../replica/replica.ts';
import type { BrevoSettings } from '../settings.ts';

/** Whose a key is, as far as it is told: https://developers.brevo.com/reference/get-account */
export interface Owner {
  organization_id?: string;
  companyName?: string;
  email?: string;
  plan?: { type?: string }[];
}

/** What the replica notes: its account, and by which key that was last seen. */
interface Claim extends Pick<Owner, 'organization_id' | 'companyName' | 'email'> {
  key: string;
}

/** What people call the account. */
export function nameOf({ companyName, email }: Owner): string {
  return [companyName, email].filter(Boolean).join(', ') || 'an account without a name';
}

/**
 * Notes whose the replica is, or makes sure of it, before anything is sent. A key belongs to one account for good: `me` is
 * asked only where the key is not the one that was seen last.
 * @throws ConfigError where the replica is of another account, and what `me` throws
 */
export async function claimReplica(
  replica: Pick<Replica, 'meta' | 'setMeta' | 'begin' | 'commit'>,
  settings: Pick<BrevoSettings, 'api_key' | 'base_url' | 'replica_path'>,
  me: () => Promise<Owner>,
): Promise<void> {
  const noted = replica.meta('account');
  const claim = noted === undefined ? undefined : (JSON.parse(noted) as Claim);
  const key = digest(`${settings.base_url ?? ''} ${settings.api_key}`);
  if (claim?.key === key) return;
  const owner = await me();
  if (claim && !isSame(claim, owner))
    throw new ConfigError(
      `replica_path: ${settings.replica_path} is of the account of ${inFull(claim)}, and api_key of ${inFull(owner)}: ` +
        'what one has confirmed is not at the other; set another replica_path, or move this replica away',
    );
  const { organization_id, companyName, email } = owner;
  replica.begin();
  replica.setMeta('account', JSON.stringify({ organization_id, companyName, email, key }));
  replica.commit();
}

function isSame(one: Owner, other: Owner): boolean {
  if (one.organization_id !== undefined && other.organization_id !== undefined)
    return one.organization_id === other.organization_id;
  return one.email === other.email;
}

function inFull(owner: Owner): string {
  return owner.organization_id === undefined ? nameOf(owner) : `${nameOf(owner)} (${owner.organization_id})`;
}
