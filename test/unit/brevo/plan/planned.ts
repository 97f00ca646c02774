// A replica of contacts to plan rounds in, and Brevo as it would be if every change were sent.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Row } from '../../../../core/protocol/messages.ts';
import type { Change, Wanted } from '../../../../targets/brevo/model.ts';
import { identityOf } from '../../../../targets/brevo/person/identity.ts';
import { ownerOf } from '../../../../targets/brevo/person/winners.ts';
import { planAll, type PlannedRound, type PlanRules } from '../../../../targets/brevo/plan/planner.ts';
import type { RecordStore } from '../../../../targets/brevo/replica/records.ts';
import { Replica } from '../../../../targets/brevo/replica/replica.ts';

const MAPPING: PlanRules['mapping'] = {
  identity: {
    email: ['email'],
    phone: ['phone'],
    country: [],
    role: ['role'],
    roles: ['user', 'lead'],
    created: ['created_at'],
  },
  consent: { emails: ['unsubscribed'], owner: 'brevo' },
  deleted: [],
  mergedFrom: ['merge_history[]', 'source_contact_id'],
};

/** A planned round with its changes. */
export interface Planned extends PlannedRound {
  changes: Change[];
}

/** Contacts in a replica of their own, which is gone when the test is. */
export class Workspace {
  readonly replica: Replica;
  readonly rules: PlanRules;
  readonly #store: RecordStore;

  static async open(rules: Partial<PlanRules> = {}): Promise<Workspace> {
    const folder = mkdtempSync(join(tmpdir(), 'plan-'));
    const replica = await Replica.open(join(folder, 'replica'));
    onTestFinished(() => {
      replica.close();
      rmSync(folder, { recursive: true });
    });
    return new Workspace(replica, rules);
  }

  private constructor(replica: Replica, rules: Partial<PlanRules>) {
    this.replica = replica;
    this.#store = replica.stream({ name: 'contacts', sink: 'contacts', key: ['id'] }, ['id']);
    this.rules = {
      stream: 'contacts',
      mapping: MAPPING,
      managed: new Set([35, 36]),
      kept: new Set(),
      lifts: { email: false, sms: false },
      withoutEmail: 'skip',
      onDelete: 'unlist',
      wantedOf: (id, row) => ({ wanted: wantedOf(id, row, replica), problems: [] }),
      ...rules,
    };
  }

  put(...rows: Row[]): void {
    this.replica.begin();
    for (const row of rows)
      this.#store.put(row, undefined, { deleted: row['gone'] === true, version: undefined });
    this.replica.commit();
  }

  async plan(signal?: AbortSignal): Promise<Planned> {
    const round = await planAll(this.replica, this.rules, signal);
    return { ...round, changes: [...this.replica.changes()] };
  }

  /** Plans, and confirms every change as it was planned. */
  async sync(): Promise<Planned> {
    const planned = await this.plan();
    this.replica.begin();
    for (const { id, kind, after } of planned.changes) {
      this.replica.setConfirmed(id, kind === 'delete' ? undefined : after);
      this.replica.clearDirty(id, planned.upTo);
    }
    this.replica.commit();
    return planned;
  }
}

/** A contact that signed up on the given day of 2026. */
export function contact(id: string, day: number, rest: Row = {}): Row {
  const created = `2026-01-${String(day).padStart(2, '0')}T00:00:00Z`;
  return { id, role: 'user', email: `${id}@example.com`, created_at: created, ...rest };
}

function wantedOf(id: string, row: Row, replica: Replica): Wanted {
  const { email, phone } = identityOf(row, MAPPING, id);
  const owner = phone === undefined ? undefined : ownerOf(replica.claimants('phone', phone));
  return {
    email,
    sms: owner === id ? phone : undefined,
    attributes: { PLAN: (row['plan'] as string | undefined) ?? null },
    lists: (row['lists'] as number[] | undefined) ?? [35],
    emailBlacklisted:
      row['unsubscribed'] === true || (email !== undefined && replica.isUnsubscribed('email', email)),
    smsBlacklisted: false,
  };
}
