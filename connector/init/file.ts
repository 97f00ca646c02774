// The text of a new configuration: what was answered, and in comments what there is to choose from.
import { stringify } from 'yaml';
import { RESOURCES } from '../connector.ts';
import { LISTS, SYNC, sourcesOf, type Answers } from './interview.ts';
import type { Account, Offer } from './offer.ts';

/** Other hosts than the vendors', where they are to be used. */
export interface Hosts {
  intercomUrl?: string | undefined;
  brevoUrl?: string | undefined;
}

const ACCESS: Record<Answers['access'], string> = {
  token: `    # From the Developer Hub, under Configure > Authentication; or connect in the browser, with client_id and client_secret.
    access_token: "\${INTERCOM_ACCESS_TOKEN}"
    # client_secret: "\${INTERCOM_CLIENT_SECRET}"   # signs notifications: "intercom-brevo webhooks serve" needs it
`,
  oauth: `    # From the Developer Hub, under Configure > Basic information; "intercom-brevo connect" gets the token with them.
    client_id: "\${INTERCOM_CLIENT_ID}"
    client_secret: "\${INTERCOM_CLIENT_SECRET}"
`,
};

/** YAML, with a comment wherever there is something to decide. */
export function configurationText(
  answers: Answers,
  { workspace, account }: Offer,
  hosts: Hosts = {},
): string {
  const { access, region, sync, lists, fields } = answers;
  const resources = RESOURCES.map((resource) => {
    const setting = `${resource}: ${sync[resource]}`;
    return `      ${setting.padEnd(22)} # ${SYNC[resource].description.replaceAll('`', '')}\n`;
  });
  const listNames = account?.lists.map(({ id, name }) => `${id} ${name}`);
  const attributes = account?.attributes.map(({ name, type }) => `${name} (${type})`);
  const sources = sourcesOf(workspace?.attributes ?? []);
  return `# What goes from Intercom to Brevo, and where. \${NAME} is taken from the environment, or from a file .env beside this one.
connectors:
  intercom:
${ACCESS[access]}    region: ${region} # us, eu or au
    api_version: "2.11"
${entry('    ', 'base_url', hosts.intercomUrl)}    sync:
${resources.join('')}    # Who is on which list: a rule, and the list's id or name. Other rules: had_conversations, low_ratings, high_ratings.
${remark('    ', 'Lists of the account', listNames)}${block('    ', 'lists', lists, exampleLists(account))}    log_level: info # error, warn, info, verbose or debug

# Where fields go, as source: ATTRIBUTE. Without it names, company, dates, custom attributes, conversations and more are sent.
${remark('', 'Attributes of the account', attributes)}${remark('', 'Custom attributes of the workspace', workspace?.attributes)}${block('', 'field_mapping', fields ?? {}, { email: 'email', ...sources })}
brevo:
  api_key: "\${BREVO_API_KEY}" # from SMTP & API in the settings of Brevo
${entry('  ', 'base_url', hosts.brevoUrl)}  create_attributes: true # create those that the account lacks
  on_delete: unlist # keep, blocklist, unlist or delete: what becomes of who is gone in Intercom
  # events_since: "2024-01-01" # without it, events from the first sync on

state_dir: .intercom-brevo # what was read and sent, and what was refused; keep it
`;
}

/** Each rule with a list that is there, as long as there are some. */
function exampleLists(account: Account | undefined): Record<string, number> {
  const ids = account?.lists.length ? account.lists.map(({ id }) => id) : [35, 37, 36];
  return Object.fromEntries(Object.keys(LISTS).map((rule, n) => [rule, ids[n % ids.length] ?? 0]));
}

/** A key with its values; the examples in comments where there is none. */
function block(indent: string, key: string, values: object, examples: object): string {
  const isSet = Object.keys(values).length > 0;
  const text = stringify({ [key]: isSet ? values : examples }, { lineWidth: 0, blockQuote: false });
  const lines = text.replace(/\n$/, '').split('\n');
  return lines.map((line) => `${indent}${isSet ? '' : '# '}${line}\n`).join('');
}

function entry(indent: string, key: string, value: string | undefined): string {
  return value === undefined ? '' : `${indent}${stringify({ [key]: value })}`;
}

const SHOWN = 40;

/** Names that others gave, in one line: nothing in them may end the comment. */
function remark(indent: string, what: string, names: readonly string[] | undefined): string {
  if (!names) return '';
  const shown = names.slice(0, SHOWN).map((name) => name.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' '));
  const more = names.length > SHOWN ? `, and ${names.length - SHOWN} more` : '';
  return `${indent}# ${what}: ${shown.join(', ') || 'none'}${more}\n`;
}
