// Generated from contact_attributes.json by npm run generate; do not edit.

/** A built-in or custom attribute of contacts. https://developers.intercom.com/docs/references/2.11/rest-api/api.intercom.io/data-attributes/data_attribute */
export interface ContactAttribute {
  /** SHA-256 of id, name and description: built-in attributes have no id. Changes with any of the three. */
  _sdc_record_hash: string;
  /** Custom attributes only. */
  id?: null | number;
  type?: null | string;
  /** Always contact. */
  model?: null | string;
  name?: null | string;
  /** Path in the record, such as custom_attributes.plan_tier. */
  full_name?: null | string;
  /** Name shown in Intercom. */
  label?: null | string;
  description?: null | string;
  /** string, integer, float, boolean or date. */
  data_type?: null | string;
  /** Allowed values of a list attribute. */
  options?: null | string[];
  api_writable?: null | boolean;
  ui_writable?: null | boolean;
  messenger_writable?: null | boolean;
  custom?: null | boolean;
  archived?: null | boolean;
  /** Custom attributes only. */
  created_at?: null | string;
  /** Custom attributes only. */
  updated_at?: null | string;
  /** Who created it. Custom attributes only. */
  admin_id?: null | string;
}
