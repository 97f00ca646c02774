// A workspace that is loaded into a warehouse twice, with changes in between.
import { writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Row } from '../../../core/protocol/messages.ts';
import { startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { STREAMS } from '../../support/compare.ts';
import { temporaryFolder } from '../../support/spawn.ts';
import { catalogOf, control, TOKEN } from '../../support/tap.ts';
import { succeed } from './command.ts';
import { installed } from './package.ts';
import { wholeTruth, type Tables } from './warehouse.ts';

/** A sandbox, and a folder with `config.json` and `catalog.json` in which the commands of the documentation run. */
export class Loading {
  readonly folder = temporaryFolder();
  readonly #sandbox: Sandbox;

  private constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
    this.write('config.json', { access_token: TOKEN, base_url: sandbox.intercom });
    this.write('catalog.json', catalogOf(STREAMS));
  }

  static async open(): Promise<Loading> {
    const sandbox = await startSandbox({
      contacts: 160,
      companies: 40,
      conversations: 60,
      parts: 3,
      rateLimit: 0,
    });
    onTestFinished(() => sandbox.close());
    return new Loading(sandbox);
  }

  write(name: string, content: Row): void {
    writeFileSync(join(this.folder, name), JSON.stringify(content));
  }

  truth(): Promise<Tables> {
    return wholeTruth(this.#sandbox.intercom);
  }

  /** Changes rows of every kind, loses some, and archives an attribute of each model. */
  async change(): Promise<void> {
    await control(this.#sandbox.intercom, 'mutate', { n: 120, seed: 3 });
    for (const [model, attribute] of Object.entries({ contact: 'seats', company: 'is_partner' }))
      await control(this.#sandbox.intercom, 'archive', { model, attribute });
  }

  /** What a script prints that has to succeed, run as the documentation has it, with `tools` beside the package's own commands. */
  run(script: string, tools: readonly string[] = []): Promise<string> {
    const folders = [installed('tap-intercom'), ...tools].map((tool) => dirname(tool));
    const PATH = [...folders, process.env['PATH']].join(delimiter);
    return succeed(['bash', '-c', script], { cwd: this.folder, env: { PATH } });
  }
}
