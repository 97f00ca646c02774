// What a source is by its text: the contact's own row, its primary company, or a figure made of several rows.
import { ConfigError } from '../../../core/errors.ts';
import { didYouMean } from '../../../core/nearest.ts';
import type { AttributeType } from '../model.ts';
import type { Source } from './mapping.ts';
import { parsePath } from './path.ts';

/** Figures that are made of several rows, and the type of each at Brevo. */
export const COMPUTED = {
  'conversations.count': 'float',
  'conversations.open_count': 'float',
  'conversations.last_at': 'date',
  'conversations.last_state': 'text',
  'conversations.last_rating': 'float',
  'conversations.last_rating_remark': 'text',
  'conversations.tags': 'text',
  'conversations.first_response_seconds': 'float',
  'ai.last_outcome': 'text',
  'ai.last_rating': 'float',
  'tags.names': 'text',
} as const satisfies Record<string, AttributeType>;

/** Name of a computed figure. */
export type ComputedName = keyof typeof COMPUTED;

/** Whether `text` names a computed figure. */
export function isComputed(text: string): text is ComputedName {
  return Object.hasOwn(COMPUTED, text);
}

const NAMESPACES = new Set(Object.keys(COMPUTED).map((name) => name.split('.')[0] ?? ''));

/** What a path may begin with that is no field of a contact. */
export const RELATIONS: readonly string[] = ['company', ...NAMESPACES];

/** The source that `text` names. @throws ConfigError where it is like a computed figure and none of them */
export function sourceOf(text: string, at: string): Source {
  if (isComputed(text)) return { computed: text };
  const path = parsePath(text);
  const [first, ...rest] = path;
  if (path.some((step) => step === '' || step === '[]'))
    throw new ConfigError(`${at}: "${text}" is not a path, as "company.name" is one`);
  if (first === 'company' && rest.length > 0) return { company: rest };
  if (rest.length > 0 && NAMESPACES.has(first ?? '')) {
    const known = Object.keys(COMPUTED);
    const near = didYouMean(text, known) || `; there is ${known.join(', ')}`;
    throw new ConfigError(`${at}: unknown source "${text}"${near}`);
  }
  return { path };
}
