// What changed in Brevo: list moves, events, and contact by contact each field before and after.
import type { FieldChange } from '../../targets/brevo/plan/fields.ts';
import type { BrevoResult, ContactChange, SyncResult } from '../sync-result.ts';
import { html, type Html, type Part } from '../html.ts';
import { count, counted } from '../numbers.ts';
import { badge, section } from './section.ts';
import { table } from './table.ts';

const KINDS: Record<ContactChange['kind'], Html> = {
  create: badge('good', 'created'),
  update: badge('plain', 'updated'),
  unlist: badge('warn', 'unlisted'),
  blocklist: badge('warn', 'blocked'),
  delete: badge('bad', 'deleted'),
};

/** The most fields that are told in one line. */
const IN_LINE = 3;

/** Contacts, lists and events. */
export function changes({ brevo, changes: contacts }: SyncResult): Html {
  const total = brevo.created + brevo.updated + brevo.removed;
  const nothing = total === 0 && brevo.lists.length === 0 && Object.keys(brevo.events).length === 0;
  if (nothing) return section('changes', 'Changed in Brevo', html`<p>Nothing.</p>`);
  return section(
    'changes',
    'Changed in Brevo',
    listMoves(brevo),
    eventCounts(brevo),
    contactChanges(contacts, total, brevo),
  );
}

function listMoves({ lists }: BrevoResult): Part {
  if (lists.length === 0) return undefined;
  const columns = [{ label: 'List' }, { label: 'Joined', numeric: true }, { label: 'Left', numeric: true }];
  const rows = lists.map(({ list, name, joins, leaves }) => [
    listName(list, name),
    count(joins),
    count(leaves),
  ]);
  return table('Lists', columns, rows);
}

function eventCounts({ events }: BrevoResult): Part {
  const rows = Object.entries(events).map(([name, n]) => [html`<code>${name}</code>`, count(n)]);
  return rows.length > 0 && table('Events', [{ label: 'Event' }, { label: 'Sent', numeric: true }], rows);
}

function contactChanges(contacts: readonly ContactChange[], total: number, { lists }: BrevoResult): Part {
  if (contacts.length === 0) return undefined;
  const names = new Map(lists.map(({ list, name }) => [list, name]));
  const nameOf = (list: number): Html => listName(list, names.get(list));
  const shown =
    contacts.length < total ? `The first ${count(contacts.length)} of ${counted(total, 'contact')}.` : '';
  return html`<h3>Contacts</h3>
    <p class="soft">${shown} Open one to see each field.</p>
    <ul class="changes">
      ${contacts.map((change) => contact(change, nameOf))}
    </ul>`;
}

function contact(change: ContactChange, nameOf: (list: number) => Html): Html {
  const { id, email, kind, fields } = change;
  const moves = [
    ...change.joins.map((list) => html`joins ${nameOf(list)}`),
    ...change.leaves.map((list) => html`leaves ${nameOf(list)}`),
  ];
  const brief =
    fields.length > IN_LINE || kind === 'create'
      ? [counted(fields.length, 'field')]
      : fields.map((one) => html`${one.field} ${step(one)}`);
  const what = [...brief, ...moves].map((one, n) => [n > 0 && ' · ', one]);
  const columns = [{ label: 'Field' }, { label: 'Before' }, { label: 'After' }];
  const rows = fields.map(({ field, before, after }) => [
    html`<code>${field}</code>`,
    value(before),
    value(after),
  ]);
  return html`<li>
    <details>
      <summary>
        ${KINDS[kind]} <span class="who"><bdi>${email ?? id}</bdi></span> <span class="what">${what}</span>
      </summary>
      <p class="soft">Intercom id <code>${id}</code></p>
      ${rows.length > 0 && table(`Fields of ${email ?? id}`, columns, rows)}
    </details>
  </li> `;
}

function step({ before, after }: FieldChange): Html {
  return html`${before !== null && html`<del class="before">${value(before)}</del> `}→ ${value(after)}`;
}

function value(is: FieldChange['after']): Html {
  if (is === null) return html`<span class="soft">none</span>`;
  return html`<bdi>${typeof is === 'string' ? is : JSON.stringify(is)}</bdi>`;
}

function listName(list: number, name: string | undefined): Html {
  return name === undefined
    ? html`list ${list}`
    : html`<bdi>${name}</bdi> <small class="soft">(${list})</small>`;
}
