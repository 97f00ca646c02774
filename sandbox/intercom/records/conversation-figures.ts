// What is measured about a conversation: Fin's part in it, the rating, the statistics.
import type { Dice } from '../../dice.ts';
import { withoutNulls, type ApiVersion } from '../api-version.ts';
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
    ...(version.minor >= 14 && {
      created_at: rated ? row.created_at + 90 : null,
      updated_at: rated ? row.updated_at : null,
    }),
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
    ...(version.minor >= 14 && { updated_at: row.updated_at }),
    contact,
    teammate: { type: 'admin', id: String(adminId(dice.int(1, 5))) },
  };
}

/** Times and counts; what never happened is null, or left out where the description has no null. */
export function statistics(dice: Dice, row: ConversationRow, version: ApiVersion): Record<string, unknown> {
  const at = (after: number): number | null => (dice.chance(0.8) ? row.created_at + after : null);
  const closed = row.state === 1;
  return withoutNulls(
    {
      type: 'conversation_statistics',
      time_to_assignment: dice.chance(0.7) ? dice.int(0, 9_000) : null,
      time_to_admin_reply: dice.chance(0.7) ? dice.int(0, 90_000) : null,
      time_to_first_close: closed ? dice.int(60, 900_000) : null,
      time_to_last_close: closed ? dice.int(60, 900_000) : null,
      median_time_to_reply: dice.chance(0.5) ? dice.int(0, 9_000) : null,
      first_contact_reply_at: at(10),
      first_assignment_at: at(20),
      first_admin_reply_at: at(30),
      first_close_at: closed ? row.updated_at : null,
      last_assignment_at: at(40),
      last_assignment_admin_reply_at: at(50),
      last_contact_reply_at: at(60),
      last_admin_reply_at: at(70),
      last_close_at: closed ? row.updated_at : null,
      last_closed_by_id: closed ? String(adminId(dice.int(0, 5))) : null,
      count_reopens: dice.int(0, 3),
      count_assignments: dice.int(0, 5),
      count_conversation_parts: row.parts,
      ...(version.minor >= 12 && {
        assigned_team_first_response_time: [
          { team_id: 5_017_690, team_name: 'First line', response_time: 30 },
        ],
      }),
      ...(version.minor >= 13 && { handling_time: dice.int(0, 5_000), adjusted_handling_time: null }),
    },
    version,
  );
}
