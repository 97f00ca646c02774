// Python tools at pinned versions, each in a virtual environment of its own since their dependencies conflict.
import { readdirSync, readFileSync } from 'node:fs';
import { join, parse, resolve } from 'node:path';
import { digest } from '../../../core/digest.ts';
import { cached, makeOnce } from './cache.ts';
import { succeed } from './command.ts';

/** Named after a file in `test/interop/requirements/`. */
export type VenvName =
  | 'airflow'
  | 'duckdb'
  | 'meltano'
  | 'singer-sdk'
  | 'singer-tools'
  | 'tap-intercom'
  | 'target-jsonl'
  | 'target-postgres';

/** Absolute path of a command that a Python package installs, for example `executable('meltano', 'meltano')`. */
export function executable(venv: VenvName, command: string): string {
  return join(venvFolder(venv), 'bin', command);
}

/** Makes `uv`, which makes the others. Throws where Python or its registry is absent. */
export async function makeInstaller(): Promise<void> {
  await makeOnce(venvFolder('uv'), async (aside) => {
    await succeed(['python3', '-m', 'venv', aside]);
    await succeed([join(aside, 'bin', 'pip'), 'install', '--requirement', requirements('uv')]);
  });
}

/** Makes the environments that are not there yet, two at a time. */
export async function makeVenvs(): Promise<void> {
  const waiting = readdirSync(resolve('test/interop/requirements'))
    .map((file) => parse(file).name)
    .filter((name) => name !== 'uv');
  const makeNext = async (): Promise<void> => {
    for (let name = waiting.pop(); name; name = waiting.pop()) await makeVenv(name);
  };
  await Promise.all([makeNext(), makeNext()]);
}

async function makeVenv(name: string): Promise<void> {
  const uv = join(venvFolder('uv'), 'bin', 'uv');
  await makeOnce(venvFolder(name), async (aside) => {
    // Relocatable, since its folder is renamed when it is whole.
    await succeed([uv, 'venv', '--quiet', '--relocatable', '--python', 'python3', '--clear', aside]);
    const python = join(aside, 'bin', 'python');
    await succeed([uv, 'pip', 'install', '--quiet', '--python', python, '--requirement', requirements(name)]);
  });
}

function venvFolder(name: string): string {
  return cached('venvs', `${name}-${digest(readFileSync(requirements(name), 'utf8'))}`);
}

function requirements(name: string): string {
  return resolve('test/interop/requirements', `${name}.txt`);
}
