// `--plan` and `--apply`: a plan as text or as a file, and doing exactly what such a file says.
import type { CommandContext } from '../../core/cli.ts';
import { digest } from '../../core/digest.ts';
import { ConfigError } from '../../core/errors.ts';
import type { Row } from '../../core/protocol/messages.ts';
import { writeText } from '../../core/protocol/write.ts';
import type { Destination } from '../../core/sink.ts';
import { openBrevo } from './destination.ts';
import type { AttributeValue } from './model.ts';
import { changeText } from './plan/fields.ts';
import { checkPlan, planChanges, planLines, stampPlan, voidPlans, type PlanBasis } from './plan/plan-file.ts';
import { linesOf, listNamesOf, runRules, sendRound, type ReadyRound } from './round.ts';
import type { Session } from './session.ts';
import type { BrevoSettings } from './settings.ts';

// The longest that a timer can wait: a plan is made once, at the end of the input.
const NEVER_MS = 2 ** 31 - 1;
const CHUNK = 64 * 1024;

/**
 * Opens a run that plans what it takes, prints that and sends nothing. What it comes to is logged; where `sums` it is
 * printed too, after a plan in text.
 * @throws ConfigError, AuthError and ApiError
 */
export function openPlanning(
  context: CommandContext<BrevoSettings>,
  { sums = false }: { sums?: boolean } = {},
): Promise<Destination> {
  const { format = 'text' } = context.flags;
  if (format !== 'text' && format !== 'json')
    throw new ConfigError(`--plan --format takes text or json, not "${String(format)}"`);
  let state: Row | null = null;
  let planned: ReadyRound | undefined;
  return openBrevo(context, {
    create: false,
    everyMs: NEVER_MS,
    carryOut: async (_session, round) => {
      planned = round;
      return true;
    },
    keepState: (text) => {
      state = JSON.parse(text) as Row;
    },
    end: async (session) => {
      if (!planned) return;
      await print(format === 'json' ? await planFile(session, planned, state) : planText(session, planned));
      if (sums && format === 'text') await print(linesOf(session, planned));
    },
  });
}

async function planFile(
  session: Session,
  { summary, upTo: sequence }: ReadyRound,
  state: Row | null,
): Promise<Iterable<string>> {
  const { replica } = session;
  const basis = await basisOf(session);
  replica.begin();
  const stamp = stampPlan(replica);
  replica.commitDurably();
  const planned_at = new Date().toISOString();
  return planLines(
    { type: 'plan', version: 1, ...basis, stamp, sequence, planned_at, state, summary },
    replica,
  );
}

function* planText({ replica }: Session, { attributes }: ReadyRound): Generator<string> {
  for (const { name, type } of attributes.create) yield `attribute ${name} (${type}): create`;
  for (const { attribute, options } of attributes.extend)
    yield `attribute ${attribute.name}: add the options ${options.join(', ')}`;
  for (const change of replica.changes()) yield* changeText(change, replica.confirmed(change.id));
}

async function print(lines: Iterable<string>): Promise<void> {
  let chunk = '';
  for (const line of lines) {
    chunk += `${line}\n`;
    if (chunk.length < CHUNK) continue;
    await writeText(process.stdout, chunk);
    chunk = '';
  }
  if (chunk) await writeText(process.stdout, chunk);
}

async function basisOf({ rules, replica, account, provision }: Session): Promise<PlanBasis> {
  const { email = '', companyName = '' } = await account.me();
  const { fingerprint } = await provision();
  const owner = JSON.stringify([email, companyName, fingerprint]);
  return { mapping: rules, account: digest(owner), replica: replica.id };
}

/**
 * Does what the plan in `file` says, and prints its STATE.
 * @throws ConfigError where account, mapping, replica or one of its contacts has moved since it was made
 */
export async function applyPlan(session: Session, file: string): Promise<void> {
  const { replica, fields } = session;
  const header = await checkPlan(file, await basisOf(session), replica);
  await refuseEdited(session, file, header.planned_at);
  const { mapping, deps, provision, options } = await runRules(session, true);
  replica.begin();
  voidPlans(replica);
  replica.clearPlan();
  for await (const change of planChanges(file)) {
    replica.addChange(change);
    options.use(change.attributes);
  }
  replica.commit();
  const attributes = provision.check(mapping, fields, options.used);
  const { summary, sequence: upTo } = header;
  const round = { summary, upTo, provision, attributes, listNames: listNamesOf(mapping, deps) };
  // A plan holds no companies.
  await sendRound(session, round, { companies: false });
  session.rejects.check();
  if (header.state) await writeText(process.stdout, `${JSON.stringify(header.state)}\n`);
}

/** Somebody may have changed a contact at Brevo meanwhile: what the plan shows as before is then not so. */
async function refuseEdited({ account }: Session, file: string, plannedAt: string): Promise<void> {
  const edited = new Set<AttributeValue>();
  for await (const { email, attributes } of account.contacts({ modifiedSince: plannedAt })) {
    for (const one of [email, attributes['EXT_ID']]) if (typeof one === 'string') edited.add(one);
  }
  if (edited.size === 0) return;
  for await (const { id, extId, email, after } of planChanges(file)) {
    if ([extId, email, after.email].some((one) => one !== undefined && edited.has(one)))
      throw new ConfigError(`${file}: the plan is void: contact ${id} was changed at Brevo; make a new one`);
  }
}
