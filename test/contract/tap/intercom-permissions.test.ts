// A token that lacks one permission costs the streams that need it, and no other.
import { describe, expect, it } from 'vitest';
import { fieldsOf } from '../../../sandbox/json.ts';
import { TOKEN } from '../../support/tap.ts';
import { tapIntercom } from './intercom.ts';
import { expectComplete } from './replica.ts';
import { useSource } from './session.ts';

const PEOPLE = 'Read and list users and companies';
const LACKING: [scope: string, permission: string, ...streams: string[]][] = [
  ['admins', 'Read admins', 'admins'],
  ['companies', PEOPLE, 'companies'],
  ['contacts', PEOPLE, 'contacts', 'contact_events'],
  ['conversations', 'Read conversations', 'conversations', 'conversation_parts'],
  ['data_attributes', PEOPLE, 'company_attributes', 'contact_attributes'],
  ['events', 'Read events', 'contact_events'],
  ['segments', PEOPLE, 'company_segments', 'segments'],
  ['tags', 'Read tags', 'tags'],
  ['teams', 'Read admins', 'teams'],
];
const LONG_AGO = '2001-01-01T00:00:00.000000Z';

describe('tap-intercom with a token that lacks a permission', () => {
  const session = useSource(tapIntercom);

  it.each(LACKING)(
    'without %s: names "%s", finishes the rest, keeps their state, ends with 3',
    async (...row) => {
      const [scope, permission, ...streams] = row;
      const catalog = await session.select();
      const bookmarks = Object.fromEntries(
        catalog.streams.flatMap(({ stream, replication_key: key }) =>
          key === undefined ? [] : [[stream, { [key]: LONG_AGO }]],
        ),
      );
      const config = { access_token: `${TOKEN}-without-${scope}` };
      const { code, messages, state, stderr } = await session.run({ config, catalog, state: { bookmarks } });
      expect(code).toBe(3);
      for (const stream of streams)
        expect(stderr).toMatch(new RegExp(`^ERROR ${stream}: .*grant the permission "${permission}"$`, 'm'));
      expect(stderr).toMatch(new RegExp(`^CRITICAL failed: ${streams.join(', ')}; `, 'm'));
      await expectComplete(messages, session.source.controls, streams);
      const after = fieldsOf(state?.['bookmarks']);
      for (const [stream, bookmark] of Object.entries(bookmarks)) {
        const moved = JSON.stringify(after[stream]) !== JSON.stringify(bookmark);
        expect({ stream, moved }).toEqual({ stream, moved: !streams.includes(stream) });
      }
    },
  );

  it('says so in --test, stream by stream', async () => {
    const config = { access_token: `${TOKEN}-without-tags` };
    const { code, stderr } = await session.run({ config, flags: ['--test'] });
    expect(code).toBe(3);
    expect(stderr).toMatch(/^ERROR tags: .*grant the permission "Read tags"$/m);
    expect(stderr).toMatch(/^INFO teams: readable$/m);
    expect(stderr).toMatch(/^CRITICAL not readable: tags$/m);
  });
});
