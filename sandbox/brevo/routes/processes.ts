// The import of contacts, and the processes that it and others leave behind.
import { fieldsOf, type Fields } from '../../json.ts';
import type { Account } from '../account.ts';
import { importContacts } from '../imports/contacts.ts';
import { readImport } from '../imports/request.ts';
import { missing } from '../problem.ts';
import type { Process } from '../processes.ts';
import { pageOf, PAGED } from '../request.ts';
import { ok, type ApiRequest, type Route } from '../route.ts';

/** The routes of /contacts/import and under /processes. */
export function processRoutes(account: Account): Route[] {
  return [
    {
      method: 'POST',
      path: '/contacts/import',
      answer: ({ body, bytes, now }) => {
        const job = readImport(account, fieldsOf(body), bytes, now);
        const processId = account.processes.add(now, () => importContacts(account, job, Date.now()));
        return { status: 202, body: { processId } };
      },
    },
    { method: 'GET', path: '/processes', query: PAGED, answer: (request) => page(account, request) },
    {
      method: 'GET',
      path: '/processes/:id',
      answer: ({ params, origin }) => {
        const id = params['id'] ?? '';
        if (!/^\d+$/.test(id)) throw missing('Process ID does not exist');
        const body = processRecord(account.processes.get(Number(id)), origin);
        account.processes.asked(Number(id));
        return ok(body);
      },
    },
  ];
}

function page(account: Account, { query, origin }: ApiRequest) {
  const all = account.processes.all();
  const shown = pageOf(all, query, 10, 50);
  const processes = shown.map((process) => processRecord(process, origin));
  for (const { id } of shown) account.processes.asked(id);
  return ok({ count: all.length, processes });
}

/** There is no count of successes: a process tells of its failures alone, by the addresses of files. */
function processRecord({ id, status, files }: Process, origin: string): Fields {
  const urls = Object.entries(files).map(([name, text]) => [
    name,
    text === null ? null : `${origin}${fileUrl(id, name)}`,
  ]);
  return {
    id,
    name: 'IMPORTUSER',
    status,
    ...(urls.length > 0 && { info: { import: Object.fromEntries(urls) } }),
  };
}

/** Where a file of a process is found, which takes no key to read. */
const fileUrl = (id: number, name: string): string => `/files/${id}/${name}.csv`;

/** The text of a file by the parts of its path; undefined where there is none. */
export function fileText(account: Account, id: string, name: string): string | undefined {
  const process = account.processes.all().find((one) => String(one.id) === id);
  return process?.files[name.replace(/\.csv$/, '')] ?? undefined;
}
