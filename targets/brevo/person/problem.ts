// What could not be used of a contact, for the operator to know.

/** One finding about one contact; it costs what it names, never the contact. */
export interface Problem {
  kind:
    /** The e-mail is none. */
    | 'email'
    /** The phone number cannot be read. */
    | 'phone'
    /** The phone number goes to another contact. */
    | 'phone_taken'
    /** A value does not fit its attribute. */
    | 'value'
    /** The stream of tags does not say what the tag is called. */
    | 'unknown_tag'
    /** The AI agent ended in a way that has no word here yet; it is sent as it is. */
    | 'unknown_ai_outcome';
  /** The attribute at Brevo, where one is concerned. */
  attribute?: string;
  /** What is wrong, to be read after the contact's id. */
  text: string;
}
