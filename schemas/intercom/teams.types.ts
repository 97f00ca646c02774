// Generated from teams.json by npm run generate; do not edit.

/** A group of teammates. https://developers.intercom.com/docs/references/2.11/rest-api/api.intercom.io/teams/team */
export interface Team {
  id: string;
  type?: null | string;
  name?: null | string;
  admin_ids?: null | number[];
  admin_priority_level?: null | {
    primary_admin_ids?: null | number[];
    secondary_admin_ids?: null | number[];
  };
  /** API 2.14 and later. */
  assignment_limit?: null | number;
  /** API 2.14 and later. */
  distribution_method?: null | string;
}
