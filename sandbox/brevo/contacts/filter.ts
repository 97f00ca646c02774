// The filter of GET /contacts: equals(NAME,"value") and nothing else.
import type { Attributes } from '../attributes.ts';
import { invalid } from '../problem.ts';
import type { Contact } from './contact.ts';
import type { AttributeValue } from './values.ts';

/** The test a filter stands for; throws Problem 400 for another operator or an unknown attribute. */
export function filterTest(attributes: Attributes, filter: string): (contact: Contact) => boolean {
  const [, name = '', quoted, bare] =
    /^equals\(\s*(\w+)\s*,\s*(?:"([^"]*)"|([^")]*))\s*\)$/.exec(filter) ?? [];
  const attribute = attributes.get(name);
  if (attribute === undefined) throw invalid('Invalid filter: equals(ATTRIBUTE,"value") is required');
  const wanted = (quoted ?? bare ?? '').trim();
  const option = attribute.enumeration?.find(
    ({ label, value }) => label === wanted || String(value) === wanted,
  );
  return (contact) => {
    const held: Record<string, AttributeValue | undefined> = { ...contact.attributes, ...contact.identity };
    const value = held[name];
    if (Array.isArray(value)) return wanted.split(',').every((one) => value.includes(one.trim()));
    return value !== undefined && String(value) === String(option?.value ?? wanted);
  };
}
