// The flags and options of the Brevo half.
import { describe, expect, it } from 'vitest';
import { BREVO_FAULTS } from '../../../sandbox/brevo/control.ts';
import { startSandbox } from '../../../sandbox/index.ts';
import { defaultOptions, OptionError, parseFlags } from '../../../sandbox/options.ts';

describe('the flags of the Brevo half', () => {
  it('set its limits, its lag, its processes and its lists', () => {
    const flags = {
      'brevo-contacts-per-second': '20',
      'brevo-contacts-per-hour': '72000',
      'brevo-events-per-second': '0',
      'brevo-rest-per-hour': '200',
      'read-lag-seconds': '2.5',
      'process-seconds': '3',
      'process-polls': '1',
      'brevo-lists': '35,36,37',
      'brevo-faults': 'faults.json',
    };
    const { options, brevoFaultsFile } = parseFlags(
      Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]),
    );
    expect(options).toEqual({
      brevoContactsPerSecond: 20,
      brevoContactsPerHour: 72_000,
      brevoEventsPerSecond: 0,
      brevoRestPerHour: 200,
      readLagSeconds: 2.5,
      processSeconds: 3,
      processPolls: 1,
      brevoLists: [35, 36, 37],
    });
    expect(brevoFaultsFile).toBe('faults.json');
  });

  it.each(['all', '35;36', '0', '1.5'])('refuse %s as lists', async (lists) => {
    const { options } = parseFlags(['--brevo-lists', lists]);
    await expect(startSandbox({ contacts: 1, ...options })).rejects.toThrow(OptionError);
  });

  it('default to the limits that every plan has', () => {
    expect(defaultOptions()).toMatchObject({
      brevoContactsPerSecond: 10,
      brevoContactsPerHour: 36_000,
      brevoEventsPerSecond: 10,
      brevoRestPerHour: 100,
      readLagSeconds: 0,
      brevoLists: [],
    });
  });

  it('take every fault but those of an Intercom workspace', () => {
    expect(BREVO_FAULTS).toContain('lost');
    expect(BREVO_FAULTS).not.toContain('mutate');
    expect(BREVO_FAULTS).not.toContain('expire_scroll');
  });
});
