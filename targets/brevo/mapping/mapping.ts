// The words of a mapping: what of the source becomes which attribute, list, event and identity at Brevo.
import type { AttributeType } from '../model.ts';

/**
 * A way into a row, split at its dots: `custom_attributes.plan_tier` is `['custom_attributes', 'plan_tier']`.
 * `readPath` (path.ts) follows it: names with dots in them are met by the longest match, `[]` walks an array.
 */
export type Path = string[];

/** Streams that the code knows by name: `company.…`, figures about conversations, tags. */
export const STREAM = {
  companies: 'companies',
  conversations: 'conversations',
  parts: 'conversation_parts',
  tags: 'tags',
} as const;

/** What becomes of a stream's rows. */
export interface StreamPlan {
  name: string;
  /** `contacts` are the people, `related` rows belong to them, `events` happen to them, `lookup` rows explain others. */
  sink: 'contacts' | 'related' | 'events' | 'lookup';
  key: string[];
  /** Where a row names its contacts, as `contacts[].id` or `intercom_user_id`. */
  contacts?: string;
  /** Where a contact names these rows, as `companies[].id`. */
  onContact?: string;
  /** The row belongs to a row of another stream, which `path` names. */
  via?: { stream: string; path: string };
  /** Sink `events` only: where a row holds what is to be sent. */
  event?: { name: string; at: string; properties?: string };
}

/** Where a contact's row holds who the contact is. */
export interface IdentityMapping {
  email: Path;
  /** Absent where the operator's field_mapping has no line for SMS: then no number is sent. */
  phone?: Path;
  /** Where a country may be found that national numbers are read by; the first that has one counts. */
  country: Path[];
  role?: Path;
  /** Values of `role` in the order in which they win a shared e-mail. */
  roles: string[];
  /** Of those with the same role the earliest wins. */
  created?: Path;
}

/** Where a value comes from. */
export type Source =
  /** The contact's own row. */
  | { path: Path }
  /** The row of its primary company. */
  | { company: Path }
  /** A figure that is made of several rows, by its name in the table of computed values, as `conversations.count`. */
  | { computed: string }
  /** An SQL expression about one row of the view `contacts`, as `(select count(*) from conversations)`. */
  | { sql: string };

/** One attribute at Brevo and what it is made of. */
export interface AttributeMapping {
  /** Its name at Brevo, in upper case. */
  name: string;
  source: Source;
  /** Name of a converter in converters.ts; without one the type decides. */
  convert?: string;
  /** Undefined where only the account, or the values, tell: custom attributes without a stated type. */
  type: AttributeType | undefined;
  /** What an empty source does to a value that this target had set. */
  nulls: 'clear' | 'keep';
  /** The options that count, of a multiple choice; all where it is absent. Tags as an attribute are written so. */
  only?: string[];
  /** The preset's group it is from; absent where the operator wrote it. */
  group?: string;
  /** As the operator or the preset wrote the source. */
  text: string;
}

/** A whole object whose properties become attributes of their own, as `custom_attributes.*`. */
export interface WildcardMapping {
  path: Path;
  nulls: 'clear' | 'keep';
  group?: string;
  text: string;
}

/** The stream that tells the types of what stands under `path`: `contact_attributes` with Intercom. */
export interface Described {
  stream: string;
  path: Path;
  /** Where its rows hold name and type of a property. */
  name: Path;
  type: Path;
  /** The rows that count. */
  only: Condition;
}

/** What a value has to be. Empty values pass `empty: true` and `not` only. */
export type Test =
  | { in: (string | number | boolean)[] }
  | { not: (string | number | boolean)[] }
  | { above: number }
  | { atLeast: number }
  | { below: number }
  | { atMost: number }
  | { includes: (string | number)[] }
  | { empty: boolean };

/** A rule about one contact; `matches` (conditions.ts) decides it. */
export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { none: Condition[] }
  | { source: Source; test: Test };

/** A list that this target manages: who belongs to it. */
export interface ListRule {
  /** Id or name. */
  list: number | string;
  rule: { when: Condition } | { sql: string };
  /** Name of the rule, or how the operator wrote it. */
  text: string;
}

/** A tag that puts people on a managed list. Tags are named as the source names them; case does not count. */
export interface TagRule {
  tag: string;
  list: number | string;
}

/** What may happen to a conversation. */
export type ConversationEvent =
  | 'conversation_created'
  | 'conversation_closed'
  | 'conversation_rating_added'
  | 'conversation_snoozed'
  | 'ai_agent_outcome';

/** Which events are sent. */
export interface EventRules {
  /** Name at Brevo of each conversation event that is on. */
  conversations: Partial<Record<ConversationEvent, string>>;
  /** Whether rows of streams with the sink `events` are sent. */
  streams: boolean;
}

/** Preset, mapping file and configuration in one, checked. */
export interface Mapping {
  streams: Map<string, StreamPlan>;
  /** Streams that are known and of no use: their rows are dropped without a warning. */
  ignored: Set<string>;
  identity: IdentityMapping;
  /** Sorted by name. Those of `wildcards` are added by `withFields` (wildcards.ts). */
  attributes: AttributeMapping[];
  wildcards: WildcardMapping[];
  described?: Described;
  lists: ListRule[];
  /** Lists that are named and missing: created in this folder where it is stated, else refused. */
  listFolder?: string;
  tags: TagRule[];
  conversationTags: TagRule[];
  consent: {
    emails?: Path;
    sms?: Path;
    /** `intercom` also lifts blocks at Brevo; `brevo` never does. */
    owner: 'brevo' | 'intercom';
  };
  /** A contact is deleted where any of these is neither empty nor false. */
  deleted: Path[];
  /** Keys of contacts that were merged into this one, as `merge_history[].source_contact_id`. */
  mergedFrom?: Path;
  primaryCompany: 'most_recently_seen' | 'largest_monthly_spend' | 'first';
  companies: 'flatten' | 'crm';
  events: EventRules;
  /** Changes whenever anything above does. */
  hash: string;
}
