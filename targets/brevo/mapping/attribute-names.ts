// Names of attributes: what Brevo takes, and what is made of names that it does not take.
import { ConfigError } from '../../../core/errors.ts';

const NAME = /^[A-Z][A-Z0-9_]*$/;

/** Identifiers that look like attributes: https://developers.brevo.com/reference/create-contact */
const IDENTIFIERS = new Set(['EMAIL', 'SMS', 'WHATSAPP', 'LANDLINE_NUMBER', 'EXT_ID', 'ID']);

/** The name in upper case. @throws ConfigError with the right spelling where Brevo would not take it */
export function attributeName(text: string, at: string): string {
  const upper = text.toUpperCase();
  if (NAME.test(upper)) return upper;
  const better = sanitisedName(text);
  throw new ConfigError(
    `${at}: "${text}" cannot be an attribute's name at Brevo, which has letters, digits and "_" only${better ? `: write ${better}` : ''}`,
  );
}

/** Whether Brevo keeps an identifier of contacts under this name, and no attribute. */
export function isIdentifier(name: string): boolean {
  return IDENTIFIERS.has(name);
}

/**
 * The nearest name that Brevo takes: `Favourite colour` is `FAVOURITE_COLOUR`, `größe` is `GROSSE`, `2nd` is `A_2ND`.
 * Undefined where nothing is left, as of names in other scripts.
 */
export function sanitisedName(text: string): string | undefined {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  if (plain === '') return undefined;
  return NAME.test(plain) ? plain : `A_${plain}`;
}
