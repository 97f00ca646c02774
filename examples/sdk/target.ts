// A target of your own: counts the records of each stream. `tap-intercom … | node target.ts` runs it.
import { defineTarget, runCommand, type Destination, type TargetSettings } from 'intercom-brevo';

const target = defineTarget<TargetSettings>({
  about: {
    name: 'target-count',
    description: 'Counts records.',
    version: '1.0.0',
    capabilities: ['about'],
    settings: {
      type: 'object',
      properties: {
        validate_records: { type: 'boolean', default: true },
        add_record_metadata: { type: 'boolean', default: false },
      },
    },
  },
  open: ({ log }): Destination => {
    const counts = new Map<string, number>();
    return {
      sink: ({ stream }) => ({
        write: ({ ticket }) => {
          counts.set(stream, (counts.get(stream) ?? 0) + 1);
          // Settled is safe: a STATE is printed once every record before it is.
          ticket.settle();
        },
        flush: async () => undefined,
      }),
      close: async () => log.info(JSON.stringify(Object.fromEntries(counts))),
    };
  },
});

await runCommand(target, process.argv.slice(2));
