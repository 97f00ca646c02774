// Lets what the rejects file holds be sent again.
import type { Reject } from '../model.ts';
import { withoutRefusals } from '../plan/identify.ts';
import type { Rejects } from '../rejects.ts';
import type { Replica } from '../replica/replica.ts';

/** Rejects that are on their way again. */
export interface Replay {
  /** How many records are sent again. */
  count: number;
  /** Those that the replica knows nothing of: they stay in the file. */
  unknown: Reject[];
  /** To be called once a round is through: what was not refused again leaves the file. */
  settle: () => void;
}

/** Marks contacts as dirty and events as pending that were refused earlier. `people` is the stream of the contacts. */
export async function replayRejects(rejects: Rejects, replica: Replica, people: string): Promise<Replay> {
  const waiting = await rejects.read();
  const contacts = waiting.filter(
    ({ stream, key }) => stream === people && replica.row(people, key) !== undefined,
  );
  const refused = new Set(Array.from(replica.pendingEvents('rejected'), ({ key }) => key));
  const events = waiting.filter(({ stream, key }) => stream !== people && refused.has(key));
  replica.begin();
  for (const { key } of contacts) withoutRefusals(key, replica);
  replica.markDirty(contacts.map(({ key }) => key));
  replica.setEvents(
    events.map(({ key }) => key),
    'pending',
  );
  replica.commit();
  const again = new Set([...contacts, ...events]);
  return {
    count: again.size,
    unknown: waiting.filter((reject) => !again.has(reject)),
    settle: () => {
      for (const reject of again) if (!rejects.isNew(reject)) rejects.settle(reject);
    },
  };
}
