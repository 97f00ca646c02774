// Data events of a contact: one contact in ten has some, a few have more than one page of them.
import texts from '../data/texts.json' with { type: 'json' };
import { KIND } from '../ids.ts';
import type { Workspace } from '../workspace.ts';
import { personAt } from './person.ts';

const DAY = 86_400;
/** Older events exist, but cannot be listed. */
export const EVENT_DAYS = 90;

/** The events of a contact that can be listed at `now` (epoch seconds), newest first. */
export function contactEvents(workspace: Workspace, contact: number, now: number): Record<string, unknown>[] {
  const dice = workspace.dice(KIND.events, contact);
  if (!dice.chance(0.1)) return [];
  const count = dice.chance(0.1) ? dice.int(60, 130) : dice.int(1, 20);
  const person = personAt(workspace, contact);
  const intercom_user_id = workspace.contactId(contact);
  const events: Record<string, unknown>[] = [];
  let created_at = workspace.options.until - dice.int(0, 5 * DAY);
  for (let n = 0; n < count; n++) {
    const event_name = dice.pick(texts.event_names);
    if (created_at >= now - EVENT_DAYS * DAY)
      events.push({
        type: 'event',
        event_name,
        created_at,
        ...(person.external_id !== null && { user_id: person.external_id }),
        id: `evt-${contact}-${n}`,
        intercom_user_id,
        ...(person.email !== null && { email: person.email }),
        metadata: dice.chance(0.3)
          ? {}
          : { invite_code: 'ADD "A" FRIEND', order_number: `3434-${dice.int(1, 999)}` },
      });
    created_at -= dice.int(1, 4 * DAY);
  }
  return events;
}
