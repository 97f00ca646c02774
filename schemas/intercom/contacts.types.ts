// Generated from contacts.json by npm run generate; do not edit.

/** A user or a lead. https://developers.intercom.com/docs/references/2.11/rest-api/api.intercom.io/contacts/contact */
export interface Contact {
  /** Intercom's id. */
  id: string;
  type?: null | string;
  workspace_id?: null | string;
  /** Your id. */
  external_id?: null | string;
  /** user or lead. */
  role?: null | string;
  email?: null | string;
  email_domain?: null | string;
  /** As entered. */
  phone?: null | string;
  /** E.164. Up to API 2.11. */
  formatted_phone?: null | string;
  name?: null | string;
  /** Admin who owns the contact. An integer up to API 2.15, a string from 2.16. */
  owner_id?: null | number | string;
  avatar?: null | {
    type?: null | string;
    image_url?: null | string;
  };
  social_profiles?: null | {
    type?: null | string;
    data?:
      | null
      | {
          type?: null | string;
          name?: null | string;
          url?: null | string;
        }[];
  };
  has_hard_bounced?: null | boolean;
  marked_email_as_spam?: null | boolean;
  unsubscribed_from_emails?: null | boolean;
  unsubscribed_from_sms?: null | boolean;
  sms_consent?: null | boolean;
  /** API 2.12 and later. */
  enabled_push_messaging?: null | boolean;
  created_at?: null | string;
  updated_at?: null | string;
  /** Set by you; may lie in the future. */
  signed_up_at?: null | string;
  last_seen_at?: null | string;
  last_replied_at?: null | string;
  last_contacted_at?: null | string;
  last_email_opened_at?: null | string;
  last_email_clicked_at?: null | string;
  language_override?: null | string;
  browser?: null | string;
  browser_version?: null | string;
  browser_language?: null | string;
  os?: null | string;
  /** Guessed from the IP address. */
  location?: null | {
    type?: null | string;
    country?: null | string;
    region?: null | string;
    city?: null | string;
    country_code?: null | string;
    continent_code?: null | string;
  };
  android_app_name?: null | string;
  android_app_version?: null | string;
  android_device?: null | string;
  android_os_version?: null | string;
  android_sdk_version?: null | string;
  android_last_seen_at?: null | string;
  ios_app_name?: null | string;
  ios_app_version?: null | string;
  ios_device?: null | string;
  ios_os_version?: null | string;
  ios_sdk_version?: null | string;
  ios_last_seen_at?: null | string;
  referrer?: null | string;
  utm_campaign?: null | string;
  utm_content?: null | string;
  utm_medium?: null | string;
  utm_source?: null | string;
  utm_term?: null | string;
  /** All of them, more than ten too. */
  tags?:
    | null
    | {
        type?: null | string;
        id?: null | string;
        url?: null | string;
      }[];
  /** All of them, more than ten too. */
  companies?:
    | null
    | {
        type?: null | string;
        id?: null | string;
        url?: null | string;
      }[];
  /** All of them, more than ten too. */
  notes?: null | {
    type?: null | string;
    data?:
      | null
      | {
          type?: null | string;
          id?: null | string;
          url?: null | string;
        }[];
    url?: null | string;
    total_count?: null | number;
    has_more?: null | boolean;
  };
  /** All types that are sent to who asks for them, and were asked for. */
  opted_in_subscription_types?: null | {
    type?: null | string;
    data?:
      | null
      | {
          type?: null | string;
          id?: null | string;
          url?: null | string;
        }[];
    url?: null | string;
    total_count?: null | number;
    has_more?: null | boolean;
  };
  /** All types that are sent to everyone, and were declined. */
  opted_out_subscription_types?: null | {
    type?: null | string;
    data?:
      | null
      | {
          type?: null | string;
          id?: null | string;
          url?: null | string;
        }[];
    url?: null | string;
    total_count?: null | number;
    has_more?: null | boolean;
  };
  /** Contacts merged into this one. API 2.16 and later, where Intercom includes it. */
  merge_history?:
    | null
    | {
        type?: null | string;
        source_contact_id?: null | string;
        source_contact_role?: null | string;
        merged_at?: null | string;
      }[];
  /** Passed through whole. */
  custom_attributes?: null | {
    [k: string]: unknown;
  };
}
