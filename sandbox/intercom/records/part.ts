// The parts of a conversation: generated ones first, then those that changes added.
import type { Dice } from '../../dice.ts';
import type { ApiVersion } from '../api-version.ts';
import directory from '../data/directory.json' with { type: 'json' };
import texts from '../data/texts.json' with { type: 'json' };
import { adminId, KIND, partId, tagId } from '../ids.ts';
import type { ConversationRow, Workspace } from '../workspace.ts';
import { adminAuthor, botAuthor, conversationContact } from './conversation-people.ts';
import { plaintext } from './plaintext.ts';

const WITHHELD_BEFORE = 500;

/** The wrapper around parts; `total_count` counts the withheld ones too. */
export interface PartList {
  type: 'conversation_part.list';
  conversation_parts: Record<string, unknown>[];
  total_count: number;
}

/** The `conversation_parts` of GET /conversations/:id: at most the 500 newest, with the true total. */
export function partList(
  workspace: Workspace,
  index: number,
  row: ConversationRow,
  version: ApiVersion,
  plain: boolean,
): PartList {
  const first = workspace.firstConversationRow(index);
  const added = workspace.addedParts.get(index) ?? [];
  const step = (first.updated_at - first.created_at) / (first.parts + 1);
  const contact = conversationContact(workspace, index);
  const conversation_parts: PartList['conversation_parts'] = [];
  for (let n = Math.max(0, row.parts - WITHHELD_BEFORE); n < row.parts; n++) {
    const extra = added[n - first.parts];
    const dice = workspace.dice(KIND.part, index, n);
    const type = extra?.type ?? dice.pick(texts.part_types);
    const at = extra?.at ?? Math.floor(first.created_at + step * (n + 1));
    conversation_parts.push(part({ dice, id: partId(index, n), type, at, contact, plain, version }));
  }
  return { type: 'conversation_part.list', conversation_parts, total_count: row.parts };
}

interface PartFacts {
  dice: Dice;
  id: number;
  type: string;
  at: number;
  contact: Record<string, unknown>;
  plain: boolean;
  version: ApiVersion;
}

function part({ dice, id, type, at, contact, plain, version }: PartFacts): Record<string, unknown> {
  const redacted = dice.chance(0.02);
  const since = <T>(minor: number, value: T): T | undefined => (version.minor >= minor ? value : undefined);
  const speaks = ['comment', 'note', 'quick_reply', 'note_and_reopen'].includes(type);
  const author =
    type === 'comment' || type === 'quick_reply'
      ? speaker(dice, contact, version)
      : adminAuthor(dice, version);
  const html =
    author['type'] === 'admin' || author['type'] === 'bot'
      ? dice.pick(texts.answers)
      : dice.pick(texts.questions);
  return {
    type: 'conversation_part',
    id: version.minor >= 13 ? id : String(id),
    part_type: type,
    body: !speaks || redacted ? null : plain ? plaintext(html) : html,
    created_at: at,
    updated_at: at,
    notified_at: at,
    assigned_to: type === 'assignment' ? assignee(dice) : null,
    author,
    attachments: redacted || !dice.chance(0.05) ? [] : [attachment(dice)],
    external_id: dice.chance(0.03) ? `ext-${id}` : null,
    redacted,
    state: since(13, type === 'close' ? 'closed' : type === 'snoozed' ? 'snoozed' : 'open'),
    tags: since(13, dice.chance(0.1) ? [{ type: 'tag', id: tagId(0), name: directory.tags[0] }] : null),
    event_details: since(13, null),
    email_message_metadata: since(13, null),
    app_package_code: since(13, null),
    metadata: since(14, null),
  };
}

function speaker(dice: Dice, contact: Record<string, unknown>, version: ApiVersion): Record<string, unknown> {
  const roll = dice.next();
  if (roll < 0.5) return contact;
  return roll < 0.65 ? botAuthor(version) : adminAuthor(dice, version);
}

function assignee(dice: Dice): Record<string, unknown> {
  return dice.chance(0.7)
    ? { type: 'admin', id: String(adminId(dice.int(1, 5))) }
    : { type: 'team', id: '5017690' };
}

function attachment(dice: Dice): Record<string, unknown> {
  const name = dice.pick(['Rechnung März.pdf', 'screen shot.png', '写真.jpg']);
  return {
    type: 'upload',
    name,
    url: `https://downloads.intercomcdn.example/i/o/${dice.int(1, 99_999)}?expires=1719490000`,
    content_type: name.endsWith('.pdf') ? 'application/pdf' : 'image/png',
    filesize: dice.int(0, 5_000_000),
    width: 0,
    height: 0,
  };
}
