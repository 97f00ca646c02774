// Small files that are whole at every moment, also after a power cut: the state, what the last sync did, the token, …
import { existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConfigError } from '../core/errors.ts';
import { readJsonObject, readState } from '../core/json-file.ts';
import { isRow, type Row } from '../core/protocol/messages.ts';
import { epochSeconds, isoMicroseconds } from '../core/time.ts';
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

/** Puts `value` as JSON into the file in the place of what was there, readable by its owner alone. */
export function keep(file: string, value: object): Promise<void> {
  return replaceFile(file, `${JSON.stringify(value)}\n`);
}

/** What `keep` put into the file; undefined where there is none. @throws ConfigError that names its role `what` where it cannot be read */
export function kept(file: string, what: string): unknown {
  return existsSync(file) ? readJsonObject(file, what) : undefined;
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

/** Lets go of a state whose replica is gone: what was read up to its bookmarks is known no more. */
export async function dropVoidState({ files }: Connector): Promise<void> {
  if (existsSync(files.replica)) return;
  // With it goes what was read whole: the next replica has to be filled anew.
  for (const file of [files.lastSync, files.state]) await rm(file, { force: true });
}

/** From where on streams are read again. */
export interface ReadAgain {
  streams: readonly string[];
  /** Epoch seconds; 0 for everything. */
  since: number;
}

/**
 * The state that reads streams again: their bookmarks set back. One that is earlier stays, or what changed in between would
 * never be read; a stream without one gets none, or what it never read would be skipped.
 */
export function setBack(state: Row, { streams, since }: ReadAgain): Row {
  const bookmarks = Object.entries((state['bookmarks'] ?? {}) as Row).map(([stream, bookmark]) => {
    const stays = !streams.includes(stream) || epochSeconds(bookmarkTime(bookmark)) < since;
    return [stream, stays ? bookmark : timed(bookmark, isoMicroseconds(since))];
  });
  return { bookmarks: Object.fromEntries(bookmarks) as Row };
}

/** The time of a bookmark: it is an object with that one time, or as old taps wrote it the time alone. */
export function bookmarkTime(bookmark: unknown): unknown {
  return isRow(bookmark) ? Object.values(bookmark)[0] : bookmark;
}

function timed(bookmark: unknown, time: string | undefined): unknown {
  return isRow(bookmark) ? Object.fromEntries(Object.keys(bookmark).map((key) => [key, time])) : time;
}
