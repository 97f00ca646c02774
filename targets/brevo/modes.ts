// What flags ask for in the place of taking messages: --test, --explain, --remap, --replay-rejects, --apply.
import type { CommandContext } from '../../core/cli.ts';
import type { Flag } from '../../core/cli/flags.ts';
import { AuthError, ConfigError } from '../../core/errors.ts';
import { writeText } from '../../core/protocol/write.ts';
import { BrevoAccount } from './account/account.ts';
import { checkAccount, type Check } from './account/checks.ts';
import { Fields } from './mapping/fields.ts';
import { planAttributes } from './mapping/plan-attributes.ts';
import { listsIn } from './mapping/rules.ts';
import { explain } from './plan/explain.ts';
import { applyPlan } from './planning.ts';
import { planRound, runRules, sendRound } from './round.ts';
import { connectionOf, withSession, type Session } from './session.ts';
import { replayRejects } from './sinks/replay.ts';
import { mappingOf, type BrevoSettings } from './settings.ts';

type Context = CommandContext<BrevoSettings>;

/** The flags of target-brevo. */
export const FLAGS: Record<string, Flag> = {
  plan: { help: 'take the messages, print what would be sent, and send nothing (--format text|json)' },
  apply: { value: 'FILE', help: 'do exactly what the JSON plan in FILE says, or refuse' },
  remap: { help: 'plan every contact anew and send the difference, without input' },
  explain: { value: 'ID', help: 'explain one contact, by its id or e-mail' },
  'replay-rejects': { help: 'try what is in the rejects file again, without input' },
  test: { help: 'check key, attributes, lists and quotas, and stop' },
};

const MODES: Record<string, (context: Context) => Promise<void>> = {
  test,
  explain: explainContact,
  remap: (context) => withSession(context, remap),
  'replay-rejects': (context) => withSession(context, replay),
  apply: (context) => withSession(context, (session) => applyPlan(session, String(context.flags['apply']))),
};

/** Does what a flag asks for; false where none does. @throws ConfigError, AuthError, ApiError and ExpectedError */
export async function instead(context: Context): Promise<boolean> {
  const asked = Object.keys(FLAGS).filter((name) => context.flags[name] !== undefined);
  if (asked.length > 1)
    throw new ConfigError(`${asked.map((name) => `--${name}`).join(' and ')} do not go together`);
  const mode = MODES[asked[0] ?? ''];
  await mode?.(context);
  return mode !== undefined;
}

async function remap(session: Session): Promise<void> {
  const { replica } = session;
  replica.begin();
  replica.markAllDirty();
  replica.commit();
  await sendRound(session, await planRound(session, true));
  session.rejects.check();
}

async function replay(session: Session): Promise<void> {
  const { replica, rejects, people, log } = session;
  const again = await replayRejects(rejects, replica, people);
  for (const { stream, key } of again.unknown)
    log.warn(`${rejects.path}: the replica knows no ${stream} ${key}: it stays in the file`);
  await sendRound(session, await planRound(session, true), { replay: again });
  rejects.check();
}

async function explainContact(context: Context): Promise<void> {
  await withSession(context, async (session) => {
    const { deps, rules } = await runRules(session, false);
    const lines = explain(String(context.flags['explain']), { replica: session.replica, deps, rules });
    await writeText(process.stdout, `${lines.join('\n')}\n`);
  });
}

async function test(context: Context): Promise<void> {
  const checks = await accountChecks(context);
  const lines = checks.map(({ ok, text }) => `${ok ? 'ok  ' : 'FAIL'} ${text}`);
  await writeText(process.stdout, `${lines.join('\n')}\n`);
  const failed = checks.filter(({ ok }) => !ok);
  if (failed.length === 0) return;
  const text = `${failed.length} of ${checks.length} checks failed: ${failed[0]?.text}`;
  // Nothing is checked after a key that is refused.
  throw checks[0]?.ok ? new ConfigError(text) : new AuthError(text);
}

/** What `--test` tells, the key first; nothing is checked after one that is refused. @throws ConfigError, ApiError */
export async function accountChecks({
  config: settings,
  log,
  signal,
}: Omit<Context, 'flags'>): Promise<Check[]> {
  const mapping = mappingOf(settings);
  const fields = new Fields(mapping);
  const account = new BrevoAccount(connectionOf(settings), log, signal);
  try {
    return await checkAccount(account, {
      attributes: (existing) =>
        planAttributes(mapping, existing, { create: settings.create_attributes, fields }),
      lists: listsIn(mapping).map(({ list }) => list),
      listFolder: mapping.listFolder,
    });
  } finally {
    await account.close();
  }
}
