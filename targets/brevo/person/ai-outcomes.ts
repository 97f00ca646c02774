// How Intercom's AI agent left a conversation: one vocabulary for the words of all API versions.

/**
 * Words of `ai_agent.resolution_state` up to API 2.14 and from 2.15, by what they are called at Brevo: 2.15 calls
 * "escalated" what earlier versions call "routed_to_team", and has no word for a conversation that was abandoned.
 * https://developers.intercom.com/docs/references/2.14/rest-api/api.intercom.io/models/ai_agent
 */
const OUTCOMES: Readonly<Record<string, string>> = {
  assumed_resolution: 'assumed_resolution',
  confirmed_resolution: 'confirmed_resolution',
  routed_to_team: 'escalated',
  escalated: 'escalated',
  abandoned: 'abandoned',
  negative_feedback: 'negative_feedback',
  procedure_handoff: 'procedure_handoff',
};

/** An outcome in the common words. */
export interface AiOutcome {
  outcome: string;
  /** False for a word that no version known here uses: it is passed on as it is. */
  known: boolean;
}

/** The outcome that a text stands for; undefined for nothing. */
export function aiOutcome(value: unknown): AiOutcome | undefined {
  if (typeof value !== 'string') return undefined;
  const word = value.trim().toLowerCase();
  if (word === '') return undefined;
  const outcome = Object.hasOwn(OUTCOMES, word) ? OUTCOMES[word] : undefined;
  return outcome === undefined ? { outcome: value.trim(), known: false } : { outcome, known: true };
}
