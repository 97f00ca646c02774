// Generated from contact_events.json by npm run generate; do not edit.

/** Something a contact did; Intercom keeps 90 days. https://developers.intercom.com/docs/references/2.11/rest-api/api.intercom.io/data-events/data_event */
export interface ContactEvent {
  /** The contact. */
  intercom_user_id: string;
  event_name: string;
  created_at: string;
  type?: null | string;
  /** Not a key: Intercom does not promise that it is distinct. */
  id?: null | string;
  /** Your id of the contact. */
  user_id?: null | string;
  email?: null | string;
  /** Passed through whole. */
  metadata?: null | {
    [k: string]: unknown;
  };
}
