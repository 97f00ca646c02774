// Runs a command that has to succeed.
import { run } from '../../support/spawn.ts';

/** What the command wrote to its standard output. Throws with all that it wrote where it fails. */
export async function succeed(
  command: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  const { code, stdout, stderr } = await run(command, options);
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
  return stdout;
}
