// Records pages of contacts from the sandbox once, for the replay server and for the baseline.
import { scratchFile, startSandbox } from './processes.ts';

const PAGE_SIZE = 150;

type Contact = Record<string, unknown>;

interface Answer {
  data: Contact[];
  pages: { next?: { starting_after: string } };
}

/**
 * The path of a file with one page of 150 contacts on each line, as the search answers them. Contacts
 * whose lists are cut are left out: they cost the tap further requests, and here its own speed counts.
 */
export async function recordPages(count: number): Promise<string> {
  const sandbox = await startSandbox({ contacts: count * PAGE_SIZE * 2, 'rate-limit': 0 });
  try {
    const contacts: Contact[] = [];
    for (let cursor: string | undefined; contacts.length < count * PAGE_SIZE;) {
      const { data, pages } = await search(sandbox.url, cursor);
      contacts.push(...data.filter(isWhole));
      cursor = pages.next?.starting_after;
    }
    const lines = Array.from({ length: count }, (_, n) =>
      page(contacts.slice(n * PAGE_SIZE, (n + 1) * PAGE_SIZE)),
    );
    return scratchFile('pages.jsonl', lines.join('\n'));
  } finally {
    await sandbox.stop();
  }
}

async function search(baseUrl: string, cursor: string | undefined): Promise<Answer> {
  const body = {
    query: { field: 'updated_at', operator: '>', value: 0 },
    sort: { field: 'updated_at', order: 'ascending' },
    pagination: { per_page: PAGE_SIZE, ...(cursor === undefined ? {} : { starting_after: cursor }) },
  };
  const response = await fetch(`${baseUrl}/contacts/search`, {
    method: 'POST',
    headers: {
      authorization: 'Bearer sandbox-token',
      'content-type': 'application/json',
      'intercom-version': '2.11',
    },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Answer;
}

function isWhole(contact: Contact): boolean {
  return !Object.values(contact).some((value) => (value as { has_more?: boolean } | null)?.has_more);
}

function page(data: readonly Contact[]): string {
  return JSON.stringify({ type: 'list', data });
}
