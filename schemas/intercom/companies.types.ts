// Generated from companies.json by npm run generate; do not edit.

/** An organisation using your product. https://developers.intercom.com/docs/references/2.11/rest-api/api.intercom.io/companies/company */
export interface Company {
  /** Intercom's id. */
  id: string;
  type?: null | string;
  /** Your id. */
  company_id?: null | string;
  /** The workspace. */
  app_id?: null | string;
  name?: null | string;
  created_at?: null | string;
  updated_at?: null | string;
  /** Created in your system. */
  remote_created_at?: null | string;
  last_request_at?: null | string;
  monthly_spend?: null | number;
  session_count?: null | number;
  user_count?: null | number;
  /** Employees. */
  size?: null | number;
  website?: null | string;
  industry?: null | string;
  /** Null or an empty object when the company has no plan. */
  plan?: null | {
    type?: null | string;
    id?: null | string;
    name?: null | string;
  };
  tags?:
    | null
    | {
        type?: null | string;
        id?: null | string;
        name?: null | string;
      }[];
  segments?:
    | null
    | {
        type?: null | string;
        id?: null | string;
        name?: null | string;
        created_at?: null | string;
        updated_at?: null | string;
        person_type?: null | string;
        count?: null | number;
      }[];
  /** API 2.15 and later. */
  notes?: null | {
    type?: null | string;
    notes?:
      | null
      | {
          type?: null | string;
          id?: null | string;
          created_at?: null | string;
          company?: null | {
            type?: null | string;
            id?: null | string;
          };
          author?: null | {
            type?: null | string;
            id?: null | string;
            name?: null | string;
            email?: null | string;
          };
          /** HTML. */
          body?: null | string;
        }[];
  };
  /** Passed through whole. */
  custom_attributes?: null | {
    [k: string]: unknown;
  };
}
