// The pure functions that routes and truth are made of.
import { describe, expect, it } from 'vitest';
import { plaintext } from '../../../sandbox/intercom/records/plaintext.ts';
import { isoTime, withIsoTimes } from '../../../sandbox/intercom/truth/iso.ts';
import { recordHash } from '../../../sandbox/intercom/truth/record-hash.ts';
import { OptionError, checkOptions, defaultOptions, parseFlags } from '../../../sandbox/options.ts';

describe('the record hash', () => {
  const name = 'test 1';
  const description = 'test 1 description';
  it.each([
    [{ name, description }, '7c7635748ebfe111abe27a7dc8d903d050212a7c4da62a2d567b8d922ea1e591'],
    [{ name }, 'f67213b122a5d442d2b93bda8cc45c564a70ec5d2a4e0e95bb585cf199869c98'],
    [{ id: 11, name, description }, '66458ba38acbeb515e3b977065dd90f5dd6c60361786b59f2243245a10328437'],
    [{ id: 11, name }, '9568df4ff8b861bab3f4309b9762b4b3a3457499d564c74b6a25c36e4b65b4d7'],
    [
      { name: 'name', description: 'The name of a company' },
      'a6ba10bd2438df6eff7c13f7eac86a8dac9aea594c55a6a985acd30ddf269240',
    ],
    [
      { id: 34, name: 'creation_source', description: null },
      '7fa3606d5f495c950a24e86e2c78c0f5873d8ea61de47097fa526e88eea0dfb8',
    ],
  ])('of %j', (record, hash) => {
    expect(recordHash(record)).toBe(hash);
  });
});

describe('times in truth', () => {
  it.each([
    [0, '1970-01-01T00:00:00.000000Z'],
    [-300_000_000, '1960-06-29T18:40:00.000000Z'],
    [999_999_999, '2001-09-09T01:46:39.000000Z'],
    [2_738_966_400, '2056-10-17T00:00:00.000000Z'],
  ])('%i is %s', (seconds, text) => {
    expect(isoTime(seconds)).toBe(text);
  });

  it('are found however deep, but not in the maps that customers fill', () => {
    const record = {
      a: [{ created_at: 0, other: 0 }],
      snoozed_until: null,
      custom_attributes: { renewal_at: 0 },
      metadata: { x_at: 0 },
    };
    expect(withIsoTimes(record)).toEqual({ ...record, a: [{ created_at: isoTime(0), other: 0 }] });
  });
});

describe('plain text', () => {
  it.each([
    ['<p>Hi, I can&#39;t</p>', "Hi, I can't"],
    ['<p>a<br>b</p><p>c</p>', 'a\nb\nc'],
    ['<ul><li>1</li><li>2</li></ul>', '1\n2'],
    ['1 &lt; 2 &amp;&amp; 3', '1 < 2 && 3'],
    ['&bogus; <p></p>', '&bogus;'],
  ])('of %s', (html, text) => {
    expect(plaintext(html)).toBe(text);
  });
});

describe('the flags', () => {
  it('become options', () => {
    const args =
      '--contacts 5 --latency-ms 2.5 --timezone Asia/Tokyo --scroll-ending 404 --faults f.json'.split(' ');
    const options = { contacts: 5, latencyMs: 2.5, timezone: 'Asia/Tokyo', scrollEnding: '404' };
    expect(parseFlags(args)).toEqual({ options, faultsFile: 'f.json' });
  });

  it.each([
    [['--contact', '5'], "Unknown option '--contact'"],
    [['--contacts', 'many'], "--contacts must be a number, not 'many'"],
    [['--scroll-ending', 'never'], "--scroll-ending must be empty or 404, not 'never'"],
    [['extra'], "Unexpected argument 'extra'"],
  ])('%j are refused by name', (args, message) => {
    expect(() => parseFlags(args)).toThrow(OptionError);
    expect(() => parseFlags(args)).toThrow(message);
  });

  it.each([
    [{ contacts: 2_000_001 }, 'contacts must be a whole number up to 2000000'],
    [{ intercomPort: 70_000 }, 'intercomPort must be a port number'],
    [{ timezone: 'Mars/Olympus' }, "timezone 'Mars/Olympus' is unknown"],
  ])('options %j are out of range', (options, message) => {
    expect(() => checkOptions({ ...defaultOptions(), ...options })).toThrow(message);
  });
});
