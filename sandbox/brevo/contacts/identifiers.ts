// The identifiers of a contact besides its id: what they are called where, and the form they are kept in.
import { invalid } from '../problem.ts';

/** An identifier by the name of its attribute. */
export type IdentifierName = 'EXT_ID' | 'EMAIL' | 'SMS' | 'WHATSAPP' | 'LANDLINE_NUMBER';

/** In the order in which imports believe them. */
export const IDENTIFIERS: readonly {
  name: IdentifierName;
  /** In `identifierType` and in the identifiers of an event. */
  type: string;
  /** In `metadata.duplicate_identifiers`. */
  reported: string;
  /** The file of an import that lists rows which repeat it. */
  duplicates: string;
}[] = [
  { name: 'EXT_ID', type: 'ext_id', reported: 'ext_id', duplicates: 'duplicate_ext_id' },
  { name: 'EMAIL', type: 'email_id', reported: 'email', duplicates: 'duplicate_email_id' },
  { name: 'SMS', type: 'phone_id', reported: 'SMS', duplicates: 'duplicate_phone_id' },
  { name: 'WHATSAPP', type: 'whatsapp_id', reported: 'WHATSAPP', duplicates: 'duplicate_whatsapp_id' },
  {
    name: 'LANDLINE_NUMBER',
    type: 'landline_number_id',
    reported: 'LANDLINE_NUMBER',
    duplicates: 'duplicate_landline_number_id',
  },
];

/** Some identifiers by name. */
export type Identity = Partial<Record<IdentifierName, string>>;

/** The form Brevo keeps: e-mails in lower case, phones as digits. Throws Problem for what is none. */
export function normalized(name: IdentifierName, value: unknown): string {
  if (typeof value !== 'string' || value === '') throw invalid(`${name} should be a string`);
  if (name === 'EXT_ID') return value;
  return name === 'EMAIL' ? email(value) : phone(value);
}

function email(text: string): string {
  const address = text.trim().toLowerCase();
  if (!/^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(address)) throw invalid('Invalid email address');
  return address;
}

function phone(text: string): string {
  const digits = text
    .replaceAll('(0)', '')
    .replace(/[\s().-]/g, '')
    .replace(/^(\+|00)/, '');
  if (!/^[1-9]\d{6,14}$/.test(digits)) throw invalid('Invalid phone number');
  return digits;
}
