// The published descriptions of Intercom 2.11 and Brevo v3, each read when it is first needed.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { Exchange } from '../../../sandbox/index.ts';
import { amended, BREVO_DEVIATIONS, mended } from './brevo-deviations.ts';
import { checkAgainst, type Check } from './description.ts';
import { INTERCOM_DEVIATIONS } from './deviations.ts';
import { reviveSchema } from './json-schema.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const FOLDER = process.env['SPECS_DIR'] ?? `${ROOT}../shared/specs`;
const INTERCOM = `${FOLDER}/intercom-2.11.yaml`;
const BREVO = `${FOLDER}/brevo-v3.yaml`;

/** Whether Intercom's description is there to be checked against; SPECS_DIR says where it is. */
export const specPresent = existsSync(INTERCOM);

/** Whether Brevo's is. */
export const brevoSpecPresent = existsSync(BREVO);

const LOAD: Record<Exchange['side'], () => Check> = {
  intercom: () => checkAgainst(parse(readFileSync(INTERCOM, 'utf8'), reviveSchema), INTERCOM_DEVIATIONS),
  brevo: () =>
    checkAgainst(amended(parse(mended(readFileSync(BREVO, 'utf8')), reviveSchema)), BREVO_DEVIATIONS),
};

const loaded = new Map<Exchange['side'], Check>();

/** The exchange's violations of its vendor's description. */
export function checkExchange(exchange: Exchange): string[] {
  const check = loaded.get(exchange.side) ?? LOAD[exchange.side]();
  loaded.set(exchange.side, check);
  return check(exchange);
}
