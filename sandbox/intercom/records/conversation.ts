// A conversation as the API shows it, made from its row.
import type { Dice } from '../../dice.ts';
import { absent, type ApiVersion } from '../api-version.ts';
import directory from '../data/directory.json' with { type: 'json' };
import texts from '../data/texts.json' with { type: 'json' };
import { adminId, conversationId, KIND, tagId, teamId } from '../ids.ts';
import { STATES, type ConversationRow, type Workspace } from '../workspace.ts';
import { aiAgent, rating, statistics } from './conversation-figures.ts';
import {
  adminAuthor,
  botAuthor,
  conversationContact,
  conversationContactIndex,
} from './conversation-people.ts';
import { companyRecord } from './company.ts';
import { personAt } from './person.ts';
import { plaintext } from './plaintext.ts';

/** The conversation at `index` as search shows it: without parts. */
export function conversationRecord(
  workspace: Workspace,
  index: number,
  row: ConversationRow,
  version: ApiVersion,
  plain = false,
): Record<string, unknown> {
  const dice = workspace.dice(KIND.conversation, index, row.version + 1);
  const unassigned = version.minor >= 16 ? 0 : null;
  const state = STATES[row.state] ?? 'open';
  const ai = aiAgent(dice, row, version);
  const contacts = references(workspace, index);
  return {
    type: 'conversation',
    id: conversationId(index),
    title: dice.pick(texts.titles),
    created_at: row.created_at,
    updated_at: row.updated_at,
    waiting_since: state === 'open' && dice.chance(0.5) ? row.updated_at - dice.int(0, 3_600) : null,
    snoozed_until: state === 'snoozed' ? workspace.options.until + dice.int(1, 30) * 86_400 : null,
    open: state !== 'closed',
    state,
    read: dice.chance(0.5),
    priority: priority(dice, version),
    admin_assignee_id: dice.chance(0.6) ? adminId(dice.int(1, 5)) : unassigned,
    team_assignee_id: dice.chance(0.4) ? teamId(dice.int(0, 2)) : unassigned,
    source: source(workspace, index, row, version, plain),
    contacts: { type: 'contact.list', contacts },
    teammates: teammates(dice),
    tags: { type: 'tag.list', tags: tags(dice, row) },
    custom_attributes: dice.chance(0.4)
      ? { 'Order number': `#${index}`, urgency: dice.int(0, 3), edit: row.version }
      : {},
    topics: dice.chance(0.2)
      ? { type: 'topic.list', topics: [{ type: 'topic', id: 7, name: 'Billing' }], total_count: 1 }
      : {},
    ticket: dice.chance(0.05)
      ? { type: 'ticket', id: String(4_000_000 + index), ticket_id: String(index) }
      : null,
    linked_objects: linked(dice, index),
    sla_applied: dice.chance(0.2)
      ? {
          type: 'conversation_sla_summary',
          sla_name: '1 h first reply',
          sla_status: dice.pick(texts.sla_statuses),
        }
      : null,
    ai_agent: version.minor >= 11 ? ai : undefined,
    ai_agent_participated: version.minor >= 11 ? ai !== null : undefined,
    first_contact_reply: dice.chance(0.7)
      ? { type: 'conversation', url: null, created_at: row.created_at + 10 }
      : absent(version),
    conversation_rating: rating(dice, row, contacts[0], version) ?? absent(version),
    statistics: dice.chance(0.85) ? statistics(dice, row, version) : absent(version),
    company: version.minor >= 15 ? company(workspace, dice, version) : undefined,
  };
}

function priority(dice: Dice, version: ApiVersion): string {
  return dice.pick(
    version.minor >= 16 ? ['none', 'low', 'medium', 'high', 'urgent'] : ['priority', 'not_priority'],
  );
}

function source(
  workspace: Workspace,
  index: number,
  row: ConversationRow,
  version: ApiVersion,
  plain: boolean,
): unknown {
  const dice = workspace.dice(KIND.conversation, index, -2);
  const delivered_as = dice.pick(texts.delivered_as);
  const html = dice.pick(texts.questions);
  const redacted = dice.chance(0.02);
  return {
    type: dice.pick(texts.source_types),
    id: String(403_918_255 + index),
    delivered_as,
    subject: dice.pick(texts.subjects),
    body: redacted ? '' : plain ? plaintext(html) : html,
    author: author(workspace, index, delivered_as, dice, version),
    attachments: [],
    url: dice.chance(0.5) ? `https://app.example.com/inbox?row=${row.created_at}` : null,
    redacted,
  };
}

function author(
  workspace: Workspace,
  index: number,
  delivered: string,
  dice: Dice,
  version: ApiVersion,
): unknown {
  if (delivered === 'admin_initiated') return adminAuthor(dice, version);
  return delivered === 'customer_initiated' ? conversationContact(workspace, index) : botAuthor(version);
}

function references(workspace: Workspace, index: number): Record<string, unknown>[] {
  const first = conversationContactIndex(workspace, index);
  if (first < 0) return [];
  const others = index % 10 === 0 && first > 0 ? [first - 1] : [];
  return [first, ...others].map((contact) => ({
    type: 'contact',
    id: workspace.contactId(contact),
    external_id: personAt(workspace, contact).external_id,
  }));
}

/** The description says `teammates`, real payloads say `admins`: both are given. */
function teammates(dice: Dice): unknown {
  const list = [1, 2, 3]
    .filter(() => dice.chance(0.4))
    .map((n) => ({ type: 'admin', id: String(adminId(n)) }));
  return { type: 'admin.list', teammates: list, admins: list };
}

function tags(dice: Dice, row: ConversationRow): unknown[] {
  return Array.from({ length: Math.max(0, dice.int(-3, 3)) }, () =>
    dice.int(0, directory.tags.length - 1),
  ).map((n) => ({
    type: 'tag',
    id: tagId(n),
    name: directory.tags[n],
    applied_at: dice.chance(0.9) ? row.created_at + 60 : null,
    applied_by: { type: 'admin', id: String(adminId(1)) },
  }));
}

function linked(dice: Dice, index: number): unknown {
  const data = dice.chance(0.1)
    ? [
        {
          type: 'ticket',
          id: String(5_000_000 + index),
          category: dice.pick(['Customer', 'Back-office', null]),
        },
      ]
    : [];
  return { type: 'list', data, total_count: data.length, has_more: false };
}

function company(workspace: Workspace, dice: Dice, version: ApiVersion): unknown {
  if (workspace.options.companies === 0 || dice.chance(0.5)) return null;
  const index = workspace.listedCompany(dice.int(0, workspace.options.companies - 1));
  return companyRecord(workspace, index, workspace.companies.row(index), version);
}
