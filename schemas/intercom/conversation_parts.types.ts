// Generated from conversation_parts.json by npm run generate; do not edit.

/** A message, note or change in a conversation. https://developers.intercom.com/docs/references/2.11/rest-api/api.intercom.io/conversations/conversation_part */
export interface ConversationPart {
  id: string;
  type?: null | string;
  /** comment, note, assignment, close and many more; passed through as it is. */
  part_type?: null | string;
  /** Added by the tap, as are the other conversation_ fields. */
  conversation_id?: null | string;
  conversation_created_at?: null | string;
  conversation_updated_at?: null | string;
  /** Parts the conversation has; Intercom returns the 500 newest. */
  conversation_total_parts?: null | number;
  /** Plain text. */
  body?: null | string;
  created_at?: null | string;
  updated_at?: null | string;
  notified_at?: null | string;
  /** Null when the part did not assign the conversation. */
  assigned_to?: null | {
    /** admin, team, bot or nobody_admin. */
    type?: null | string;
    id?: null | string;
  };
  author?: null | {
    /** admin, bot, user, lead or team. */
    type?: null | string;
    id?: null | string;
    name?: null | string;
    email?: null | string;
    /** Sent by the AI agent. API 2.14 and later. */
    from_ai_agent?: null | boolean;
    /** Body written by the AI agent. API 2.14 and later. */
    is_ai_answer?: null | boolean;
  };
  attachments?:
    | null
    | {
        type?: null | string;
        name?: null | string;
        /** Signed, expires. */
        url?: null | string;
        content_type?: null | string;
        /** Bytes. */
        filesize?: null | number;
        /** Pixels. */
        width?: null | number;
        /** Pixels. */
        height?: null | number;
      }[];
  external_id?: null | string;
  redacted?: null | boolean;
  /** open, closed or snoozed, when the part was created. API 2.13 and later. */
  state?: null | string;
  /** API 2.13 and later. */
  tags?:
    | null
    | {
        type?: null | string;
        id?: null | string;
        name?: null | string;
      }[];
  /** Depends on part_type. API 2.13 and later. */
  event_details?: null | {
    [k: string]: unknown;
  };
  /** Parts sent as e-mail. API 2.13 and later. */
  email_message_metadata?: null | {
    /** The Message-ID header. */
    message_id?: null | string;
    subject?: null | string;
    email_address_headers?:
      | null
      | {
          /** from, to, cc or bcc. */
          type?: null | string;
          name?: null | string;
          email_address?: null | string;
        }[];
  };
  /** Quick replies offered or chosen. API 2.14 and later. */
  metadata?: null | {
    [k: string]: unknown;
  };
  /** The app that created the part. API 2.13 and later. */
  app_package_code?: null | string;
}
