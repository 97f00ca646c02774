// The fewest requests that can bring a workspace over, counted from what it holds.

const PER_SEARCH = 150;
const PER_SCROLL = 100;
const PER_LINKED_PAGE = 60;
/** Longer lists of a contact are cut to this many items. */
const INLINE = 10;
/** Admins, teams, tags, both kinds of segments, both kinds of attributes. */
const TABLES = 7;
/** Who we are, and how many companies there are. */
const QUESTIONS = 2;

interface Contact {
  tags?: unknown[];
  companies?: unknown[];
  notes: List;
  opted_in_subscription_types: List;
  opted_out_subscription_types: List;
}

interface List {
  total_count: number;
}

/** What a workspace costs at least. */
export interface Fewest {
  requests: number;
  /** Those of the companies scroll, which go one after the other; the last one is empty. */
  scroll: number;
}

/** Counts the records of the sandbox at `baseUrl`. */
export async function fewestRequests(baseUrl: string): Promise<Fewest> {
  const [contacts, companies, conversations] = (await Promise.all(
    ['contacts', 'companies', 'conversations'].map((stream) => truth(baseUrl, stream)),
  )) as [string[], string[], string[]];
  const scroll = Math.ceil(companies.length / PER_SCROLL) + 1;
  const searches = [contacts, conversations].map((rows) => Math.ceil(rows.length / PER_SEARCH));
  const lists = contacts.map((line) => listRequests(JSON.parse(line) as Contact));
  const all = [scroll, ...searches, conversations.length, ...lists, TABLES, QUESTIONS];
  return { scroll, requests: all.reduce((sum, n) => sum + n, 0) };
}

function listRequests({ tags = [], companies = [], notes, ...said }: Contact): number {
  const { opted_in_subscription_types: yes, opted_out_subscription_types: no } = said;
  const lengths = [tags.length, companies.length, notes.total_count];
  const cut = lengths.filter((length) => length > INLINE);
  const lists = cut.reduce((sum, length) => sum + Math.ceil(length / PER_LINKED_PAGE), 0);
  // One list holds both kinds, whole.
  return lists + (Math.max(yes.total_count, no.total_count) > INLINE ? 1 : 0);
}

async function truth(baseUrl: string, stream: string): Promise<string[]> {
  const response = await fetch(`${baseUrl}/__sandbox/truth/${stream}`);
  return (await response.text()).split('\n').filter(Boolean);
}
