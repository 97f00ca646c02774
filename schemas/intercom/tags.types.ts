// Generated from tags.json by npm run generate; do not edit.

/** A label for contacts, companies and conversations. https://developers.intercom.com/docs/references/2.11/rest-api/api.intercom.io/tags/tag */
export interface Tag {
  id: string;
  type?: null | string;
  name?: null | string;
  /** Only where the tag is listed with what it is on. */
  applied_at?: null | string;
  applied_by?: null | {
    type?: null | string;
    id?: null | number | string;
  };
}
