// `init`: writes a commented configuration by asking, or with the usual answers.
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ConfigError } from '../../core/errors.ts';
import { hideSecret } from '../../core/log.ts';
import { print, type Subcommand } from '../command-line.ts';
import { CONFIG_FILE } from '../config/load.ts';
import { variablesFor, type Variables } from '../config/variables.ts';
import { urlIn } from '../flag-values.ts';
import { configurationText } from '../init/file.ts';
import { interview, type Answers, type Ask } from '../init/interview.ts';
import { readOffer, type Offer } from '../init/offer.ts';
import { Questions, takeUsual } from '../init/questions.ts';

export const init: Subcommand = {
  words: '',
  help: 'write a configuration by asking',
  flags: {
    yes: { short: 'y', help: 'take the usual answers without asking' },
    'intercom-url': { value: 'URL', help: "another host in the place of Intercom's" },
    'brevo-url': { value: 'URL', help: "another host in the place of Brevo's" },
  },
  run: async ({ flags, file, log, signal }) => {
    if (existsSync(file)) throw alreadyThere(file);
    const hosts = {
      intercomUrl: urlIn(flags, 'intercom-url')?.href,
      brevoUrl: urlIn(flags, 'brevo-url')?.href,
    };
    const variables = variablesFor(resolve(file), process.env);
    const { INTERCOM_ACCESS_TOKEN: token, BREVO_API_KEY: apiKey } = variables;
    for (const secret of [token, apiKey]) hideSecret(secret);
    // With an empty one nobody need be asked.
    const keys = { token: token || undefined, apiKey: apiKey || undefined };
    const offer = await readOffer({ ...keys, ...hosts, log, signal });
    await print(whatIsKnown(offer, variables));
    const answers = await asked(flags['yes'] !== undefined, offer, signal);
    await write(file, configurationText(answers, offer, hosts));
    await print(
      `✓ Wrote ${file}\n${nextSteps(answers, variables, file === CONFIG_FILE ? '' : ` --config ${file}`)}`,
    );
  },
};

async function asked(usual: boolean, offer: Offer, signal: AbortSignal): Promise<Answers> {
  if (usual) return interview(takeUsual, offer);
  const questions = new Questions(signal);
  const ask: Ask = (question, usualAnswer, read) => questions.ask(question, usualAnswer, read);
  try {
    return await interview(ask, offer);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    questions.close();
  }
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw code === 'EEXIST'
      ? alreadyThere(file)
      : new ConfigError(`${file}: cannot be written (${code})`, { cause });
  }
}

function alreadyThere(file: string): ConfigError {
  return new ConfigError(`${file} is there already, and stays as it is; --config names another file`);
}

function whatIsKnown({ workspace, account }: Offer, variables: Variables): string {
  const unknown = (variable: string, what: string): string =>
    variables[variable]
      ? 'asked, to no avail: the warning says why'
      : `not asked, for want of ${variable}, its ${what}`;
  const lists = account?.lists.map(({ id, name }) => `${id} ${name}`).join(', ') || 'none';
  const attributes = account?.attributes.map(({ name }) => name).join(', ') || 'none';
  return [
    workspace
      ? `✓ Intercom: ${workspace.name ?? 'a workspace'}, region ${workspace.region}`
      : `– Intercom: ${unknown('INTERCOM_ACCESS_TOKEN', 'token')}`,
    account
      ? `✓ Brevo: lists ${lists}\n         attributes ${attributes}`
      : `– Brevo: ${unknown('BREVO_API_KEY', 'key')}`,
  ].join('\n');
}

function nextSteps({ access }: Answers, variables: Variables, config: string): string {
  const needed =
    access === 'token' ? ['INTERCOM_ACCESS_TOKEN'] : ['INTERCOM_CLIENT_ID', 'INTERCOM_CLIENT_SECRET'];
  const missing = [...needed, 'BREVO_API_KEY'].filter((name) => !variables[name]);
  const commands = [...(access === 'oauth' ? ['connect'] : []), 'test', 'sync --plan', 'sync'];
  return [
    'Next:',
    ...(missing.length > 0 ? [`  set ${missing.join(', ')} in the environment, or in a file .env`] : []),
    ...commands.map((command) => `  intercom-brevo ${command}${config}`),
  ].join('\n');
}
