// Generated from target-brevo-mapping.json by npm run generate; do not edit.

export type Type = 'text' | 'float' | 'boolean' | 'date' | 'category' | 'multiple-choice';
export type Nulls = 'clear' | 'keep';
/** A source path, or more about it. */
export type Attribute =
  | string
  | {
      path?: string;
      sql?: string;
      type?: Type;
      convert?: string;
      nulls?: Nulls;
    };
export type List = number | string;
/** One multiple-choice attribute that holds the tags. */
export type TagAttribute =
  | string
  | {
      name: string;
      /** @minItems 1 */
      tags?: string[];
    };
export type Event = boolean | string;

/** The YAML file that the setting `mapping` of target-brevo names. */
export interface MappingFile {
  /** What the file builds on; `none` for a tap of another vendor. */
  preset?: 'intercom' | 'none';
  /** Source path to the attribute's name at Brevo, or to more about it. Replaces the preset's attributes. */
  field_mapping?: {
    [k: string]:
      | string
      | {
          name: string;
          type?: Type;
          convert?: string;
          nulls?: Nulls;
        };
  };
  /** Attribute's name at Brevo to its source; added to the others, and in place of one of the same name. */
  attributes?: {
    [k: string]: Attribute;
  };
  /** The groups to use. */
  attribute_groups?: string[];
  /** Attributes by group, then by their name at Brevo; `*` stands for all properties of an object. */
  groups?: {
    [k: string]: {
      [k: string]: Attribute;
    };
  };
  /** Source path to the type that its values have at Brevo, where it is not text. */
  types?: {
    [k: string]: Type;
  };
  /** Stream that tells the types of custom properties. */
  described_by?: {
    stream: string;
    path: string;
    name: string;
    type: string;
    when?: When;
  };
  /** Name of a rule to a list's id or name; or any name to a list and its rule. */
  lists?: {
    [k: string]:
      | number
      | string
      | {
          list: List;
          when?: When;
          sql?: string;
        };
  };
  /** Rules that `lists` may name. */
  list_rules?: {
    [k: string]: When;
  };
  /** Create lists that are named and missing, in `list_folder`. */
  create_lists?: boolean;
  /** Folder of the lists that are created. */
  list_folder?: string;
  tag_lists?: TagLists;
  conversation_tag_lists?: TagLists;
  tag_attribute?: TagAttribute;
  conversation_tag_attribute?: TagAttribute;
  /** Which of a contact's companies gives `company.*`. */
  primary_company?: 'most_recently_seen' | 'largest_monthly_spend' | 'first';
  /** Companies as attributes of contacts only, or also as companies at Brevo. */
  companies?: 'flatten' | 'crm';
  consent?: {
    emails?: string;
    sms?: string;
    owner?: 'brevo' | 'intercom';
  };
  /** A contact is deleted where one of these is neither empty nor false. */
  deleted?: string[];
  /** Keys of the contacts that were merged into one. */
  merged_from?: string;
  identity?: {
    email?: string;
    phone?: string;
    country?: string[];
    role?: string;
    roles?: string[];
    created?: string;
  };
  streams?: {
    [k: string]: {
      sink: 'contacts' | 'related' | 'events' | 'lookup';
      /** @minItems 1 */
      key: string[];
      contacts?: string;
      on_contact?: string;
      via?: {
        stream: string;
        path: string;
      };
      event?: {
        name: string;
        at: string;
        properties?: string;
      };
    };
  };
  /** Streams that are known and of no use here. */
  ignored_streams?: string[];
  /** Events to send: true, false, or the name to send them under. */
  events?: {
    conversation_created?: Event;
    conversation_closed?: Event;
    conversation_rating_added?: Event;
    conversation_snoozed?: Event;
    ai_agent_outcome?: Event;
    streams?: boolean;
  };
}
/** Source path to the value that it must have, to several of them, or to a comparison; all must hold. */
export interface When {
  [k: string]: string | number | boolean | (string | number | boolean | {})[] | {};
}
/** Tag to a list's id or name. */
export interface TagLists {
  [k: string]: List;
}
