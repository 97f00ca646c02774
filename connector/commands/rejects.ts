// `rejects`: what Brevo refused, one by one, and trying it again.
import { ConfigError, EXIT } from '../../core/errors.ts';
import { didYouMean } from '../../core/nearest.ts';
import type { Reject } from '../../targets/brevo/model.ts';
import { instead } from '../../targets/brevo/modes.ts';
import { rejectsIn } from '../../targets/brevo/rejects.ts';
import { checkWords, print, type Subcommand, type SubcommandContext } from '../command-line.ts';
import type { Connector } from '../connector.ts';
import { withLock } from '../lock.ts';

type Verb = (
  connector: Connector,
  context: SubcommandContext,
  key: string | undefined,
) => Promise<number | void>;

const VERBS: Record<string, Verb> = { list, show, replay };

/** `list` and `replay` exit with 5 where records wait. */
export const rejects: Subcommand = {
  words: 'list|show|replay [NAME] [KEY]',
  help: 'list what Brevo refused, show one with all that was sent, or try all of them again',
  flags: { json: { help: 'with list and show: print JSON lines' } },
  run: (context) => {
    const [verb = '', ...rest] = context.words;
    const work = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
    if (!work) {
      const given = verb === '' ? '' : `, not "${verb}"${didYouMean(verb, Object.keys(VERBS))}`;
      throw new ConfigError(`rejects needs list, show or replay${given}`);
    }
    const { all, get } = context.connectors();
    // Where there is only one connector, nobody need name it.
    const isNamed = all.some(({ name }) => name === rest[0]);
    checkWords('rejects', rest, verb === 'show' && isNamed ? 2 : 1);
    const key = verb === 'show' ? rest[isNamed ? 1 : 0] : undefined;
    return work(get(isNamed || (verb !== 'show' && rest.length > 0) ? rest[0] : undefined), context, key);
  },
};

async function list({ files, name }: Connector, { flags }: SubcommandContext): Promise<number> {
  const waiting = await rejectsIn(files.rejects);
  for (const reject of waiting) await print(flags['json'] ? JSON.stringify(reject) : lineOf(reject));
  const how = `"intercom-brevo rejects replay ${name}" tries all of them again`;
  if (!flags['json']) await print(waiting.length === 0 ? 'nothing waits' : how);
  return waiting.length > 0 ? EXIT.rejects : EXIT.done;
}

async function show(
  { files, name }: Connector,
  { flags }: SubcommandContext,
  key: string | undefined,
): Promise<void> {
  if (key === undefined)
    throw new ConfigError(
      `rejects show: name the key of one; "intercom-brevo rejects list ${name}" tells them`,
    );
  const waiting = await rejectsIn(files.rejects);
  const found = waiting.filter((one) => one.key === key);
  if (found.length === 0) {
    const keys = waiting.map((one) => one.key);
    throw new ConfigError(`rejects show: nothing of the key "${key}" waits${didYouMean(key, keys)}`);
  }
  for (const reject of found)
    await print(flags['json'] ? JSON.stringify(reject) : JSON.stringify(reject, null, 2));
}

async function replay(connector: Connector, { logFor, signal }: SubcommandContext): Promise<number> {
  const log = logFor({ ...connector, logLevel: 'verbose' });
  const flags = { 'replay-rejects': true } as const;
  await withLock(connector, () => instead({ config: connector.brevo, flags, log, signal }), { signal });
  const waiting = await rejectsIn(connector.files.rejects);
  await print(waiting.length === 0 ? 'nothing waits any more' : `${waiting.length} still wait`);
  return waiting.length > 0 ? EXIT.rejects : EXIT.done;
}

// The reason says the status as well.
function lineOf({ stream, key, reason, hint }: Reject): string {
  return `${stream} ${key}: ${reason}\n  ${hint}`;
}
