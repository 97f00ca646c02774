// Generated from conversations.json by npm run generate; do not edit.

/** A thread with one or more contacts; its messages are in conversation_parts. https://developers.intercom.com/docs/references/2.11/rest-api/api.intercom.io/conversations/conversation */
export interface Conversation {
  id: string;
  type?: null | string;
  title?: null | string;
  created_at?: null | string;
  updated_at?: null | string;
  /** Last contact reply that nobody has answered. */
  waiting_since?: null | string;
  snoozed_until?: null | string;
  open?: null | boolean;
  /** open, closed or snoozed. */
  state?: null | string;
  read?: null | boolean;
  /** priority or not_priority; from API 2.16 none, low, medium, high or urgent. */
  priority?: null | string;
  /** Null when unassigned. */
  admin_assignee_id?: null | number | string;
  /** Null when unassigned. */
  team_assignee_id?: null | number | string;
  /** The message that opened the conversation. */
  source?: null | {
    /** conversation, email, whatsapp and others. */
    type?: null | string;
    id?: null | string;
    /** How it began, such as customer_initiated. */
    delivered_as?: null | string;
    subject?: null | string;
    /** HTML. */
    body?: null | string;
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
    /** Page where it began. */
    url?: null | string;
    redacted?: null | boolean;
    /** E-mail only. */
    recipients?:
      | null
      | {
          /** to, cc or bcc. */
          type?: null | string;
          email?: null | string;
          drop_reason?: null | string;
        }[];
    /** E-mail only. */
    reply_to?:
      | null
      | {
          email?: null | string;
          name?: null | string;
        }[];
    /** E-mail only. */
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
      /** Quoted or forwarded HTML. */
      history?: null | string;
    };
  };
  contacts?:
    | null
    | {
        type?: null | string;
        id?: null | string;
        external_id?: null | string;
      }[];
  /** Who wrote in it. Intercom sends the list under either name. */
  teammates?: null | {
    type?: null | string;
    admins?:
      | null
      | {
          type?: null | string;
          id?: null | string;
        }[];
    teammates?:
      | null
      | {
          type?: null | string;
          id?: null | string;
        }[];
  };
  first_contact_reply?: null | {
    type?: null | string;
    url?: null | string;
    created_at?: null | string;
  };
  tags?:
    | null
    | {
        type?: null | string;
        id?: null | string;
        name?: null | string;
        applied_at?: null | string;
        applied_by?: null | {
          type?: null | string;
          id?: null | string;
        };
      }[];
  conversation_rating?: null | {
    /** 1 to 5. */
    rating?: null | number;
    remark?: null | string;
    /** When it was requested. */
    created_at?: null | string;
    /** API 2.14 and later. */
    updated_at?: null | string;
    contact?: null | {
      type?: null | string;
      id?: null | string;
      external_id?: null | string;
    };
    teammate?: null | {
      type?: null | string;
      id?: null | number | string;
    };
  };
  sla_applied?: null | {
    type?: null | string;
    sla_name?: null | string;
    /** hit, missed, cancelled or active. */
    sla_status?: null | string;
  };
  statistics?: null | {
    type?: null | string;
    /** Seconds. */
    time_to_assignment?: null | number;
    /** Seconds. */
    time_to_admin_reply?: null | number;
    /** Seconds. */
    time_to_first_close?: null | number;
    /** Seconds. */
    time_to_last_close?: null | number;
    /** Seconds. */
    median_time_to_reply?: null | number;
    first_contact_reply_at?: null | string;
    first_assignment_at?: null | string;
    first_admin_reply_at?: null | string;
    first_close_at?: null | string;
    last_assignment_at?: null | string;
    last_assignment_admin_reply_at?: null | string;
    last_contact_reply_at?: null | string;
    last_admin_reply_at?: null | string;
    last_close_at?: null | string;
    last_closed_by_id?: null | number | string;
    last_closed_by?: null | {
      type?: null | string;
      id?: null | string;
      name?: null | string;
      email?: null | string;
    };
    count_reopens?: null | number;
    count_assignments?: null | number;
    count_conversation_parts?: null | number;
    /** API 2.12 and later. */
    assigned_team_first_response_time?:
      | null
      | {
          team_id?: null | number;
          team_name?: null | string;
          /** Seconds. */
          response_time?: null | number;
        }[];
    /** API 2.13 and later. */
    assigned_team_first_response_time_in_office_hours?:
      | null
      | {
          team_id?: null | number;
          team_name?: null | string;
          /** Seconds. */
          response_time?: null | number;
        }[];
    /** Seconds. API 2.13 and later. */
    handling_time?: null | number;
    /** Seconds, without idle time. API 2.13 and later. */
    adjusted_handling_time?: null | number;
  };
  ai_agent_participated?: null | boolean;
  /** What Fin, Intercom's AI agent, did. */
  ai_agent?: null | {
    source_type?: null | string;
    source_title?: null | string;
    /** ai_answer or custom_answer. */
    last_answer_type?: null | string;
    /** The words depend on the API version; passed through as they are. */
    resolution_state?: null | string;
    /** 1 to 5. */
    rating?: null | number;
    rating_remark?: null | string;
    /** Of the rating. API 2.14 and later. */
    created_at?: null | string;
    /** Of the rating. API 2.14 and later. */
    updated_at?: null | string;
    content_sources?: null | {
      type?: null | string;
      total_count?: null | number;
      content_sources?:
        | null
        | {
            content_type?: null | string;
            url?: null | string;
            title?: null | string;
            locale?: null | string;
          }[];
    };
  };
  /** API 2.16 and later. */
  sales_agent_participated?: null | boolean;
  /** API 2.16 and later. */
  sales_agent?: null | {
    outcome?: null | string;
    routing_outcome?: null | string;
    collected_data?: null | {
      [k: string]: unknown;
    };
  };
  topics?: null | {
    type?: null | string;
    topics?:
      | null
      | {
          type?: null | string;
          id?: null | number | string;
          name?: null | string;
        }[];
    total_count?: null | number;
  };
  ticket?: null | {
    type?: null | string;
    id?: null | string;
    /** Number shown in the inbox. */
    ticket_id?: null | string;
    category?: null | string;
    /** Passed through whole. */
    ticket_attributes?: null | {
      [k: string]: unknown;
    };
    /** The state itself up to API 2.11, an object from 2.12. */
    ticket_state?:
      | null
      | {
          type?: null | string;
          id?: null | string;
          category?: null | string;
          internal_label?: null | string;
          external_label?: null | string;
        }
      | string;
    /** Up to API 2.11. */
    ticket_state_internal_label?: null | string;
    /** Up to API 2.11. */
    ticket_state_external_label?: null | string;
    ticket_type?: null | {
      type?: null | string;
      id?: null | string;
      category?: null | string;
      name?: null | string;
      description?: null | string;
      icon?: null | string;
      workspace_id?: null | string;
      /** Passed through whole. */
      ticket_type_attributes?: null | {
        [k: string]: unknown;
      };
      archived?: null | boolean;
      created_at?: null | string;
      updated_at?: null | string;
    };
    contacts?: null | {
      [k: string]: unknown;
    };
    admin_assignee_id?: null | number | string;
    team_assignee_id?: null | number | string;
    created_at?: null | string;
    updated_at?: null | string;
    open?: null | boolean;
    snoozed_until?: null | string;
    /** Visible to the contact. */
    is_shared?: null | boolean;
    linked_objects?: null | {
      [k: string]: unknown;
    };
  };
  /** Tickets and conversations linked to this one, up to 1000. */
  linked_objects?: null | {
    type?: null | string;
    total_count?: null | number;
    has_more?: null | boolean;
    data?:
      | null
      | {
          /** ticket or conversation. */
          type?: null | string;
          id?: null | string;
          /** Customer, Back-office or Tracker; null for conversations. */
          category?: null | string;
        }[];
  };
  /** API 2.15 and later. */
  company?: null | {
    /** Intercom's id. */
    id?: null | string;
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
    tags?: null | {
      type?: null | string;
      tags?:
        | null
        | {
            type?: null | string;
            id?: null | string;
            name?: null | string;
          }[];
    };
    segments?: null | {
      type?: null | string;
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
    };
    /** API 2.15 and later. */
    notes?: null | {
      [k: string]: unknown;
    };
    /** Passed through whole. */
    custom_attributes?: null | {
      [k: string]: unknown;
    };
  };
  /** API 2.16 and later. */
  channel?: null | {
    initial?: null | string;
    current?: null | string;
  };
  /** Records in other helpdesks. API 2.16 and later. */
  external_references?:
    | null
    | {
        type?: null | string;
        id?: null | string;
      }[];
  /** Passed through whole. */
  custom_attributes?: null | {
    [k: string]: unknown;
  };
}
