// A tap of your own: one stream, read into Singer messages. `node tap.ts | target-jsonl` keeps them.
import {
  createLog,
  defineTap,
  MessageWriter,
  RequestStats,
  runTap,
  StreamOutput,
  type TapApi,
} from 'intercom-brevo';

const PLANETS = [
  { id: '1', name: 'Mercury', seen_at: '2024-01-01T00:00:00Z' },
  { id: '2', name: 'Venus', seen_at: '2024-01-02T00:00:00Z' },
];

const tap = defineTap<{ start_date?: string }, TapApi>({
  about: {
    name: 'tap-planets',
    description: 'Reads planets.',
    version: '1.0.0',
    capabilities: ['catalog', 'state'],
    settings: { type: 'object', properties: { start_date: { type: 'string' } } },
  },
  settings: ({ start_date: from = '1970-01-01' }) => ({
    startDate: Date.parse(from) / 1000,
    lookbackSeconds: 0,
    includeUndeclared: false,
    activateVersions: false,
    concurrency: 1,
  }),
  open: async () => ({
    startedAt: Math.floor(Date.now() / 1000),
    statsOf: () => new RequestStats(),
    budgetUsed: () => 0,
    observe: () => undefined,
    waitingFor: () => undefined,
    close: async () => undefined,
  }),
  streams: [
    {
      name: 'planets',
      key: ['id'],
      replicationKey: 'seen_at',
      selectedByDefault: true,
      permission: 'none',
      schema: {
        type: 'object',
        properties: {
          id: { type: 'string' },
          name: { type: ['null', 'string'] },
          seen_at: { type: ['null', 'string'], format: 'date-time' },
        },
      },
      read: async function* () {
        yield { records: structuredClone(PLANETS), total: PLANETS.length };
      },
    },
  ],
});

const log = createLog('tap-planets');
const { signal } = new AbortController();
const config = {};
const api = await tap.open(config, log, signal);
const writer = new MessageWriter(new StreamOutput(process.stdout));
for await (const messages of runTap({ tap, config, log, signal }, api)) await writer.write(messages);
await writer.end();
