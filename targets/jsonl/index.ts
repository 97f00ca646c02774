// target-jsonl: one file of JSON lines per stream. The smallest target.
import settings from '../../schemas/config/target-jsonl.json' with { type: 'json' };
import { version } from '../../core/package.ts';
import { defineTarget } from '../../core/target.ts';
import type { TargetSettings } from '../../core/sink.ts';
import { openFolder } from './folder.ts';

/** The settings, as `schemas/config/target-jsonl.json` describes them. */
export interface TargetJsonlConfig extends TargetSettings {
  destination_path: string;
  do_timestamp_file: boolean;
  load_method: 'append-only' | 'overwrite';
  compression: 'none' | 'gzip';
}

/** The command `target-jsonl`. */
export const targetJsonl = defineTarget<TargetJsonlConfig>({
  about: {
    name: 'target-jsonl',
    description: 'Singer target that writes one file of JSON lines per stream',
    version,
    capabilities: ['about', 'structured-logging', 'validate-records'],
    settings,
  },
  open: openFolder,
});
