// Generated from company_segments.json by npm run generate; do not edit.

/** A saved filter over companies. https://developers.intercom.com/docs/references/2.11/rest-api/api.intercom.io/segments/segment */
export interface CompanySegment {
  id: string;
  type?: null | string;
  name?: null | string;
  created_at?: null | string;
  updated_at?: null | string;
  /** contact (a lead) or user. */
  person_type?: null | string;
  /** Members at the time of the read. */
  count?: null | number;
}
