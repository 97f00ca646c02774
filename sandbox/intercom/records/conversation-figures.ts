// What is measured about a conversation: Fin's part in it, the rating, the statistics.
import type { Dice } from '../../dice.ts';
import { absent, type ApiVersion } from '../api-version.ts';
import texts from '../data/texts.json' with { type: 'json' };
import { adminId } from '../ids.ts';
import type { ConversationRow } from '../workspace.ts';

/** Fin's part, or null where Fin took none. */
export function aiAgent(
  dice: Dice,
  row: ConversationRow,
  version: ApiVersion,
): Record<string, unknown> | null {
  if (!dice.chance(0.4)) return null;
  const rated = dice.chance(0.3);
  const sources = dice.chance(0.5)
    ? [
        {
          content_type: 'article',
          url: 'https://help.example.com/1?x=1&y=2',
          title: 'Häufige Fragen',
          locale: 'de',
        },
      ]
    : [];
  return {
    source_type: dice.pick(texts.ai_sources),
    source_title: dice.pick(['Fin over the weekend', null]),
    last_answer_type: dice.pick(['ai_answer', 'custom_answer', null]),
    resolution_state: dice.pick(version.minor >= 15 ? texts.ai_resolutions_2_15 : texts.ai_resolutions),
    rating: rated ? dice.int(1, 5) : null,
    rating_remark: rated ? dice.pick(texts.remarks) : null,
    content_sources: { type: 'content_source.list', total_count: sources.length, content_sources: sources },
    created_at: version.minor >= 14 ? (rated ? row.created_at + 90 : null) : undefined,
    updated_at: version.minor >= 14 ? (rated ? row.updated_at : null) : undefined,
  };
}

/** The rating, or null before there is one. */
export function rating(
  dice: Dice,
  row: ConversationRow,
  contact: unknown,
  version: ApiVersion,
): Record<string, unknown> | null {
  if (row.rating === 0 || contact === undefined) return null;
  return {
    rating: row.rating,
    remark: dice.pick(texts.remarks),
    created_at: row.created_at + 300,
    updated_at: version.minor >= 14 ? row.updated_at : undefined,
    contact,
    teammate: { type: 'admin', id: String(adminId(dice.int(1, 5))) },
  };
}

/** Times and counts; what never happened is null, or left out where the description has no null. */
export function statistics(dice: Dice, row: ConversationRow, version: ApiVersion): Record<string, unknown> {
  const none = absent(version);
  const at = (after: number): number | null | undefined => (dice.chance(0.8) ? row.created_at + after : none);
  const seconds = (most: number): number | null | undefined => (dice.chance(0.7) ? dice.int(0, most) : none);
  const closed = row.state === 1;
  return {
    type: 'conversation_statistics',
    time_to_assignment: seconds(9_000),
    time_to_admin_reply: seconds(90_000),
    time_to_first_close: closed ? dice.int(60, 900_000) : none,
    time_to_last_close: closed ? dice.int(60, 900_000) : none,
    median_time_to_reply: seconds(9_000),
    first_contact_reply_at: at(10),
    first_assignment_at: at(20),
    first_admin_reply_at: at(30),
    first_close_at: closed ? row.updated_at : none,
    last_assignment_at: at(40),
    last_assignment_admin_reply_at: at(50),
    last_contact_reply_at: at(60),
    last_admin_reply_at: at(70),
    last_close_at: closed ? row.updated_at : none,
    last_closed_by_id: closed ? String(adminId(dice.int(0, 5))) : none,
    count_reopens: dice.int(0, 3),
    count_assignments: dice.int(0, 5),
    count_conversation_parts: row.parts,
    assigned_team_first_response_time:
      version.minor >= 12 ? [{ team_id: 5_017_690, team_name: 'First line', response_time: 30 }] : undefined,
    handling_time: version.minor >= 13 ? dice.int(0, 5_000) : undefined,
    adjusted_handling_time: version.minor >= 13 ? null : undefined,
  };
}
