// Generated from admins.json by npm run generate; do not edit.

/** A teammate. https://developers.intercom.com/docs/references/2.11/rest-api/api.intercom.io/admins/admin */
export interface Admin {
  id: string;
  type?: null | string;
  name?: null | string;
  email?: null | string;
  job_title?: null | string;
  away_mode_enabled?: null | boolean;
  /** New conversations are reassigned while away. */
  away_mode_reassign?: null | boolean;
  /** API 2.14 and later. */
  away_status_reason_id?: null | number;
  /** Occupies a paid seat. */
  has_inbox_seat?: null | boolean;
  team_ids?: null | number[];
  /** An object up to API 2.11, the URL itself from 2.12. */
  avatar?:
    | null
    | {
        type?: null | string;
        image_url?: null | string;
      }
    | string;
  team_priority_level?: null | {
    primary_team_ids?: null | number[];
    secondary_team_ids?: null | number[];
  };
  /** API 2.16 and later. */
  role?: null | {
    type?: null | string;
    id?: null | string;
    name?: null | string;
  };
}
