// Everything a Brevo account holds, and the work it still has to do.
import type { SandboxOptions } from '../options.ts';
import type { RequestLog } from '../traffic/request-log.ts';
import { Attributes } from './attributes.ts';
import { Companies } from './companies/companies.ts';
import { ContactStore } from './contacts/store.ts';
import type { StoredEvent } from './events.ts';
import { Lists } from './lists.ts';
import { Processes } from './processes.ts';

/** The state behind the Brevo half. */
export interface Account {
  attributes: Attributes;
  lists: Lists;
  contacts: ContactStore;
  /** In the order in which they came. */
  events: StoredEvent[];
  companies: Companies;
  processes: Processes;
  readLagMs: number;
  /** Counts the contacts that merging deletes. */
  log: RequestLog;
}

/** An account as somebody gets it who signs up, with the lists that the options ask for. */
export function newAccount(options: SandboxOptions, log: RequestLog): Account {
  const lists = new Lists();
  for (const id of options.brevoLists) lists.createList(`List ${id}`, 1, Date.now(), id);
  const readLagMs = options.readLagSeconds * 1000;
  return {
    attributes: new Attributes(),
    lists,
    contacts: new ContactStore(readLagMs),
    events: [],
    companies: new Companies(),
    processes: new Processes(options.processSeconds, options.processPolls),
    readLagMs,
    log,
  };
}
