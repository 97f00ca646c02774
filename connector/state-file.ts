// Small files that are whole at every moment, also after a power cut: the state, and what the last sync did.
import { existsSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConfigError } from '../core/errors.ts';
import { readState } from '../core/json-file.ts';
import { isRow, type Row } from '../core/protocol/messages.ts';
import { epochSeconds } from '../core/time.ts';
import type { Connector } from './connector.ts';

/** Puts `text` into the file in the place of what was there, readable by its owner alone. */
export async function replaceFile(file: string, text: string): Promise<void> {
  const draft = `${file}.new`;
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
  // The new name is not on the disk before its folder is.
  const folder = await open(dirname(file), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/**
 * What the tap goes on from; undefined before the first sync.
 * @throws ConfigError where it cannot be read, or the replica that belongs to it is gone
 */
export function stateOf({ name, files }: Connector): Row | undefined {
  const state = existsSync(files.state) ? readState(files.state) : undefined;
  if (state && !existsSync(files.replica))
    throw new ConfigError(
      `${files.replica} is gone, and ${files.state} goes on from it: run "intercom-brevo sync ${name} --type full"`,
    );
  return state;
}

/** From where on streams are read again. */
export interface ReadAgain {
  streams: readonly string[];
  /** Epoch seconds; 0 for everything. */
  since: number;
}

/**
 * What the tap goes on from where streams are to be read again: without those of their bookmarks that are later. An earlier one
 * stays, or what changed in between would never be read; without the replica none does.
 * @throws ConfigError where the state cannot be read
 */
export function stateToReadAgain({ files }: Connector, { streams, since }: ReadAgain): Row | undefined {
  if (!existsSync(files.state) || !existsSync(files.replica)) return undefined;
  const bookmarks = Object.entries((readState(files.state)?.['bookmarks'] ?? {}) as Row);
  const kept = bookmarks.filter(
    ([stream, bookmark]) => !streams.includes(stream) || timeOf(bookmark) < since,
  );
  return kept.length === 0 ? undefined : { bookmarks: Object.fromEntries(kept) };
}

/** A bookmark is an object with one time. */
function timeOf(bookmark: unknown): number {
  return epochSeconds(isRow(bookmark) ? Object.values(bookmark)[0] : bookmark);
}
