// Contact attributes: all of them, and each by category and name.
import type { Account } from '../account.ts';
import { isIdentifier } from '../contacts/change.ts';
import { invalid } from '../problem.ts';
import { DONE, ok, type Route } from '../route.ts';

/** The routes under /contacts/attributes. */
export function attributeRoutes(account: Account): Route[] {
  const path = '/contacts/attributes/:category/:name';
  return [
    {
      method: 'GET',
      path: '/contacts/attributes',
      answer: () => ok({ attributes: account.attributes.all() }),
    },
    {
      method: 'POST',
      path,
      answer: ({ params, body }) => {
        account.attributes.create(params['category'] ?? '', params['name'] ?? '', body);
        return { status: 201 };
      },
    },
    {
      method: 'PUT',
      path,
      answer: ({ params, body }) => {
        account.attributes.update(params['category'] ?? '', params['name'] ?? '', body);
        return DONE;
      },
    },
    {
      method: 'DELETE',
      path,
      answer: ({ params, now }) => {
        const { category = '', name = '' } = params;
        if (isIdentifier(name)) throw invalid('This attribute cannot be deleted');
        account.attributes.delete(category, name);
        forget(account, name, now);
        return DONE;
      },
    },
    {
      method: 'DELETE',
      path: '/contacts/attributes/multiple-choice/:name/:option',
      answer: ({ params }) => {
        account.attributes.deleteOption(params['name'] ?? '', params['option'] ?? '');
        return DONE;
      },
    },
  ];
}

/** Takes the attribute's values from the contacts that have one. */
function forget(account: Account, name: string, now: number): void {
  const holders = account.contacts.current.select(`has ${name}`, ({ attributes }) => name in attributes);
  for (const contact of holders) {
    const { [name]: _gone, ...attributes } = contact.attributes;
    account.contacts.put({ ...contact, attributes }, now);
  }
}
