// What contacts have said to the subscription types of their workspace.
import { distinct } from '../../dice.ts';
import directory from '../data/directory.json' with { type: 'json' };
import { KIND } from '../ids.ts';
import type { Workspace } from '../workspace.ts';
import type { Item } from './addressable.ts';

/** A type is sent until a person says no, or from when they say yes. */
export const CONSENTS = ['opt_out', 'opt_in'] as const;

type Consent = (typeof CONSENTS)[number];

/** The few who say something mostly say it to one type; some to so many that their list is cut. */
function decided(workspace: Workspace, contact: number, consent: Consent): number[] {
  const dice = workspace.dice(KIND.subscriptions, contact, CONSENTS.indexOf(consent));
  if (!dice.chance(0.05)) return [];
  const types = directory.subscription_types[consent].length;
  return distinct(dice, dice.chance(0.2) ? dice.int(11, types) : 1, types);
}

const idOf = (consent: Consent, n: number): string => String(37_846 + CONSENTS.indexOf(consent) * 100 + n);

/** All types of one kind on which a contact has decided, as items. */
export function subscriptionItems(workspace: Workspace, contact: number, consent: Consent): Item[] {
  return decided(workspace, contact, consent).map((n) => {
    const id = idOf(consent, n);
    return { type: 'subscription', id, url: `/subscription_types/${id}` };
  });
}

/** All types on which a contact has decided, of both kinds, as their route shows them. */
export function subscriptions(workspace: Workspace, contact: number): Record<string, unknown>[] {
  return CONSENTS.flatMap((consent) =>
    decided(workspace, contact, consent).map((n) => {
      const name = directory.subscription_types[consent][n];
      const translation = { name, description: `About: ${name}`, locale: 'en' };
      return {
        type: 'subscription',
        id: idOf(consent, n),
        state: 'live',
        consent_type: consent,
        default_translation: translation,
        translations: [translation],
        content_types: ['email'],
      };
    }),
  );
}
