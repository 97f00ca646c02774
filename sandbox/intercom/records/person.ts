// Who a contact is: the facts that never change, decided by its index alone.
import type { Dice } from '../../dice.ts';
import names from '../data/names.json' with { type: 'json' };
import places from '../data/places.json' with { type: 'json' };
import { KIND } from '../ids.ts';
import type { Workspace } from '../workspace.ts';

/** The stable side of a contact. */
export interface Person {
  role: 'user' | 'lead';
  name: string | null;
  email: string | null;
  phone: string | null;
  external_id: string | null;
}

/** The person behind the contact at `index`. */
export function personAt(workspace: Workspace, index: number): Person {
  const dice = workspace.dice(KIND.person, index);
  const role = dice.chance(0.25) ? 'lead' : 'user';
  const withEmail = dice.chance(role === 'lead' ? 0.5 : 0.97);
  const shared = index > 0 && dice.chance(0.03);
  return {
    role,
    name: dice.chance(0.08) ? null : nameFrom(dice),
    email: withEmail ? emailAt(workspace, shared ? index - 1 : index) : null,
    phone: dice.chance(0.4) ? digits(dice, dice.pick(places.phones)) : null,
    external_id: role === 'user' ? `usr_${index}` : dice.chance(0.5) ? uuid(dice) : null,
  };
}

function nameFrom(dice: Dice): string {
  return dice.chance(0.3) ? dice.pick(names.whole) : `${dice.pick(names.given)} ${dice.pick(names.family)}`;
}

function emailAt(workspace: Workspace, index: number): string {
  const dice = workspace.dice(KIND.email, index);
  const local = `${dice.pick(['anna', 'Zoe.Smith', 'j.o-brien', 'info', 'M_Kowalski', 'li'])}${dice.chance(0.15) ? '+news' : ''}${index}`;
  const domain = dice.pick(places.email_domains);
  return `${local}@${domain === 'bücher.example' ? 'xn--bcher-kva.example' : domain}`;
}

/** Replaces every # by a digit. */
export function digits(dice: Dice, pattern: string): string {
  return pattern.replace(/#/g, () => String(dice.int(0, 9)));
}

/** A UUID that depends on the dice alone. */
export function uuid(dice: Dice): string {
  const four = (): string => dice.int(0x1000, 0xffff).toString(16);
  return `${four()}${four()}-${four()}-4${four().slice(1)}-a${four().slice(1)}-${four()}${four()}${four()}`;
}
