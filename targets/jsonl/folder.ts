// The folder of one run: a file per stream, and the sinks that fill them.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandContext } from '../../core/cli.ts';
import { ConfigError } from '../../core/errors.ts';
import { HeldTickets } from '../../core/protocol/settle.ts';
import type { Destination, Sink, SinkRecord } from '../../core/sink.ts';
import { fileName } from './file-name.ts';
import { JsonlFile } from './jsonl-file.ts';
import type { TargetJsonlConfig } from './index.ts';

/** Makes the folder. @throws ConfigError where it cannot be made */
export async function openFolder({ config, log }: CommandContext<TargetJsonlConfig>): Promise<Destination> {
  const folder = config.destination_path;
  const gzip = config.compression === 'gzip';
  const at = config.do_timestamp_file ? new Date() : undefined;
  const files = new Map<string, JsonlFile>();
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new ConfigError(`destination_path: the folder ${folder} cannot be made (${code})`, { cause });
  }
  return {
    sink: async ({ stream }) => {
      let file = files.get(stream);
      if (!file) {
        file = new JsonlFile(join(folder, fileName(stream, { gzip, at })), { gzip, log });
        if (config.load_method === 'overwrite') await rm(file.path, { force: true });
        files.set(stream, file);
      }
      return new JsonlSink(file);
    },
    close: async () => {
      await Promise.all([...files.values()].map((file) => file.close()));
    },
  };
}

class JsonlSink implements Sink {
  readonly #file: JsonlFile;
  readonly #unsettled = new HeldTickets();

  constructor(file: JsonlFile) {
    this.#file = file;
  }

  write({ row, source, ticket }: SinkRecord): Promise<void> | void {
    this.#unsettled.hold(ticket);
    return this.#file.append(source ?? JSON.stringify(row));
  }

  async flush(): Promise<void> {
    const settle = this.#unsettled.take();
    await this.#file.sync();
    settle();
  }
}
