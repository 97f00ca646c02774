// A workspace of contacts that costs next to nothing to serve, and the tap's run over it.
import { fileURLToPath } from 'node:url';
import { startServer } from './processes.ts';
import { runTap, type TapCost } from './tap-run.ts';

const SCRIPT = fileURLToPath(new URL('replay-server.js', import.meta.url));

/** Reads `contacts` contacts, made of the recorded pages in `file`, and nothing else. */
export async function readContacts(file: string, contacts: number): Promise<TapCost> {
  const server = await startServer(SCRIPT, [file, contacts]);
  try {
    return await runTap({ baseUrl: server.url, streams: ['contacts'], lines: contacts });
  } finally {
    await server.stop();
  }
}
