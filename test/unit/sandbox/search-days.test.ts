// Contacts search knows whole days of the workspace's timezone; conversations and Preview know seconds.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_VERSION, parseVersion, type ApiVersion } from '../../../sandbox/intercom/api-version.ts';
import { Problem } from '../../../sandbox/intercom/problem.ts';
import { localDay } from '../../../sandbox/intercom/search/days.ts';
import { searchableContacts } from '../../../sandbox/intercom/search/fields.ts';
import { Search } from '../../../sandbox/intercom/search/search.ts';
import { STATUS } from '../../../sandbox/intercom/table.ts';
import { Workspace } from '../../../sandbox/intercom/workspace.ts';
import { defaultOptions } from '../../../sandbox/options.ts';

const ZONES = [
  'UTC',
  'Pacific/Pago_Pago',
  'America/St_Johns',
  'Europe/Berlin',
  'Asia/Kathmandu',
  'Pacific/Kiritimati',
];
const until = 1_764_000_000;

function setting(timezone: string): { workspace: Workspace; search: Search } {
  const workspace = new Workspace({ ...defaultOptions(), contacts: 149, until, timezone });
  const indexOf = (id: string): number => workspace.contactIndex(id);
  const kind = searchableContacts(workspace);
  return { workspace, search: new Search({ kind, defaultPerPage: 50, dayTimezone: timezone, indexOf }) };
}

const settings = new Map(ZONES.map((zone) => [zone, setting(zone)]));

/** The day of an instant, the slow and obvious way. */
const naiveDay = (seconds: number, timeZone: string): string =>
  new Date(seconds * 1000).toLocaleDateString('sv-SE', { timeZone });

const COMPARE: Record<string, (a: string | number, b: string | number) => boolean> = {
  '=': (a, b) => a === b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  '!=': (a, b) => a !== b,
};

function found(search: Search, operator: string, value: number | string, version: ApiVersion): number[] {
  const body = { query: { field: 'updated_at', operator, value }, pagination: { per_page: 150 } };
  return search.page(body, version).indexes.toSorted((a, b) => a - b);
}

function expected(workspace: Workspace, matches: (updated: number) => boolean): number[] {
  const indexes = Array.from({ length: workspace.contacts.size }, (_, index) => index);
  return indexes.filter((index) => {
    const row = workspace.contacts.row(index);
    return row.status === STATUS.active && matches(row.updated_at);
  });
}

const instant = fc.integer({ min: until - 3 * 365 * 86_400, max: until });

describe('contacts search on dates', () => {
  it('compares whole days of the workspace timezone', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...settings.entries()),
        fc.constantFrom('=', '>', '<'),
        instant,
        ([zone, { workspace, search }], operator, value) => {
          const day = naiveDay(value, zone);
          const naive = expected(
            workspace,
            (updated) => COMPARE[operator]?.(naiveDay(updated, zone), day) === true,
          );
          expect(found(search, operator, value, DEFAULT_VERSION)).toEqual(naive);
          expect(found(search, operator, String(value), DEFAULT_VERSION)).toEqual(naive);
        },
      ),
    );
  });

  it('compares seconds in Preview, with every order operator', () => {
    const preview = parseVersion('Preview') ?? DEFAULT_VERSION;
    fc.assert(
      fc.property(
        fc.constantFrom(...settings.values()),
        fc.constantFrom(...Object.keys(COMPARE)),
        fc.nat({ max: 148 }),
        ({ workspace, search }, operator, n) => {
          const value = workspace.contacts.row(n).updated_at;
          expect(found(search, operator, value, preview)).toEqual(
            expected(workspace, (updated) => COMPARE[operator]?.(updated, value) === true),
          );
        },
      ),
    );
  });

  it.each(['!=', '>=', '<=', 'IN', 'NIN'])('refuses %s up to 2.16', (operator) => {
    const { search } = setting('UTC');
    const value = operator.endsWith('N') ? [until] : until;
    const body = { query: { field: 'created_at', operator, value } };
    expect(() => search.page(body, DEFAULT_VERSION)).toThrow(Problem);
  });
});

describe('localDay', () => {
  it('spans the instants with the same local date and no others', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), instant, (zone, seconds) => {
        const { start, end } = localDay(seconds, zone);
        const day = naiveDay(seconds, zone);
        expect([naiveDay(start, zone), naiveDay(end - 1, zone)]).toEqual([day, day]);
        expect(naiveDay(start - 1, zone) < day && naiveDay(end, zone) > day).toBe(true);
      }),
    );
  });

  it.each([
    ['Europe/Berlin', Date.UTC(2026, 2, 29, 12), 23],
    ['Europe/Berlin', Date.UTC(2026, 9, 25, 12), 25],
    ['Asia/Kolkata', Date.UTC(2026, 5, 1), 24],
  ])('in %s a day may be shorter or longer than 24 hours', (zone, noon, hours) => {
    const { start, end } = localDay(noon / 1000, zone);
    expect((end - start) / 3600).toBe(hours);
  });
});
