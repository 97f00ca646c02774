// A sandbox account, a replica and a rejects file in a folder of their own, and the shortest way to plan changes.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '../../../../core/log.ts';
import type { Row } from '../../../../core/protocol/messages.ts';
import type { Sandbox, SandboxOptions } from '../../../../sandbox/index.ts';
import { BrevoAccount } from '../../../../targets/brevo/account/account.ts';
import type { Change, Confirmed } from '../../../../targets/brevo/model.ts';
import { Rejects } from '../../../../targets/brevo/rejects.ts';
import { Replica, type StreamPlan } from '../../../../targets/brevo/replica/replica.ts';
import type { Counts } from '../../../../targets/brevo/sinks/counts.ts';
import { sendAll } from '../../../../targets/brevo/sinks/send.ts';
import { held, ok, report, seed, startBrevo, type Fields } from '../../sandbox-brevo/client.ts';

/** What the changes of a test leave out. */
export type Sketch = Partial<Omit<Change, 'after'>> & { after?: Partial<Confirmed> };

/** A change of the contact with this id; what is sent is confirmed, on top of `after`. */
export function change(id: string, { after = {}, ...sketch }: Sketch = {}): Change {
  const attributes = sketch.attributes ?? {};
  return {
    id,
    kind: 'create',
    extId: id,
    addLists: [],
    removeLists: [],
    ...sketch,
    attributes,
    after: {
      extId: id,
      ...(sketch.email !== undefined && { email: sketch.email }),
      ...(sketch.sms !== undefined && sketch.sms !== '' && { sms: sketch.sms }),
      attributes: Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== '')),
      lists: sketch.addLists ?? [],
      ...(sketch.emailBlacklisted !== undefined && { emailBlacklisted: sketch.emailBlacklisted }),
      ...after,
    },
  };
}

/** The stream of the people. */
export const CONTACTS: StreamPlan = { name: 'contacts', sink: 'contacts', key: ['id'] };

/** Everything that sending needs, for real. */
export class Setting {
  readonly sandbox: Sandbox;
  readonly account: BrevoAccount;
  readonly replica: Replica;
  readonly log: string[] = [];
  readonly stop = new AbortController();
  readonly path: string;
  rejects: Rejects;

  private constructor(sandbox: Sandbox, replica: Replica, rejects: Rejects, path: string) {
    this.sandbox = sandbox;
    this.replica = replica;
    this.rejects = rejects;
    this.path = path;
    this.account = new BrevoAccount(
      { apiKey: 'sandbox-key', baseUrl: `${sandbox.brevo}/v3` },
      this.#logger(),
    );
  }

  static async open(options: Partial<SandboxOptions> = {}): Promise<Setting> {
    const folder = mkdtempSync(join(tmpdir(), 'sinks-'));
    const replica = await Replica.open(join(folder, 'replica.sqlite'));
    replica.begin();
    replica.stream(CONTACTS, ['id']);
    replica.commit();
    const path = join(folder, 'rejects.jsonl');
    const sandbox = await startBrevo({ brevoLists: [35, 36, 37], ...options });
    return new Setting(sandbox, replica, await Rejects.open(path, 0), path);
  }

  async close(): Promise<void> {
    this.replica.close();
    await this.account.close();
    await this.rejects.close();
    await this.sandbox.close();
  }

  /** What was confirmed by an earlier run. */
  confirm(id: string, confirmed: Partial<Confirmed> = {}): void {
    this.replica.begin();
    this.replica.setConfirmed(id, { extId: id, attributes: {}, lists: [], ...confirmed });
    this.replica.commit();
  }

  /** Stores rows as a tap would send them. */
  put(plan: StreamPlan, ...rows: Row[]): void {
    this.replica.begin();
    const store = this.replica.stream(plan, ['id']);
    for (const row of rows) store.put(row, undefined, { deleted: false, version: undefined });
    this.replica.commit();
  }

  /** What the parts that `send` does not have are called with. */
  get parts() {
    const { account, replica, rejects } = this;
    return {
      account,
      replica,
      rejects,
      log: this.#logger(),
      signal: this.stop.signal,
      pollSeconds: 0.01,
    };
  }

  /** Plans the changes and sends them. */
  async send(...changes: Change[]): Promise<Counts> {
    this.plan(...changes);
    return sendAll({ ...this.parts, stream: 'contacts', sequence: this.replica.sequence() });
  }

  plan(...changes: Change[]): void {
    this.replica.begin();
    this.replica.clearPlan();
    for (const one of changes) this.replica.addChange(one);
    this.replica.commit();
  }

  seed(given: Fields): Promise<Fields> {
    return seed(this.sandbox, given);
  }

  async faults(...rules: Fields[]): Promise<void> {
    await ok(this.sandbox, 'POST /__sandbox/faults', rules);
  }

  /** The account's contacts by ext_id, or e-mail where there is none. */
  async contacts(): Promise<Record<string, Fields>> {
    const contacts = await held(this.sandbox, 'account');
    return Object.fromEntries(contacts.map((one) => [String(one['ext_id'] ?? one['email']), one]));
  }

  /** How often each route was called. */
  async requests(): Promise<Record<string, number>> {
    const { routes } = await report(this.sandbox);
    return Object.fromEntries(
      Object.entries(routes).map(([route, counts]) => [
        route,
        Object.values(counts).reduce((sum, count) => sum + count, 0),
      ]),
    );
  }

  #logger() {
    return createLog('test', {}, (line) => void this.log.push(line.trimEnd()));
  }
}
