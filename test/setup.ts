// Builds the package once before the tests, since many of them run the binaries as users do.
import { spawnSync } from 'node:child_process';

export default function setup(): void {
  const { status, stdout } = spawnSync('npm', ['run', '--silent', 'build'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the build failed:\n${stdout}`);
}
