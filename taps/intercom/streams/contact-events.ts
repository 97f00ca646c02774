// What contacts did: custom events, which Intercom gives per contact and for 90 days.
import schema from '../../../schemas/intercom/contact_events.json' with { type: 'json' };
import { PAGE } from '../../../vendors/intercom.ts';
import { defineChildStream } from '../define-stream.ts';
import { readLinked } from '../lists.ts';
import { unlessGone } from '../gone.ts';

/** https://developers.intercom.com/docs/references/2.11/rest-api/api.intercom.io/data-events/lisdataevents */
export const contactEvents = defineChildStream({
  name: 'contact_events',
  schema,
  key: ['intercom_user_id', 'event_name', 'created_at'],
  replicationKey: 'created_at',
  // One request for each changed contact.
  selectedByDefault: false,
  permission: 'Read events',
  parent: 'contacts',
  reference: ({ id }) => ({ id }),
  children: async (api, { id }, request) => {
    const contact = String(id);
    const list = {
      stream: 'contact_events',
      path: '/events',
      route: '/events',
      query: { type: 'user', intercom_user_id: contact, per_page: PAGE.link },
      rows: ['events'],
    };
    const events = await unlessGone(readLinked(api, list));
    if (!events) request.count('contacts gone before they were read');
    return (events ?? []).map((event) => ({ ...event, intercom_user_id: contact }));
  },
});
