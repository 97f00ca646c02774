// target-jsonl as the contract suite sees it.
import settings from '../../../schemas/config/target-jsonl.json' with { type: 'json' };
import { bin } from '../../support/spawn.ts';
import { readRows } from './jsonl-rows.ts';
import type { TargetSubject } from './session.ts';

/** The subject. */
export const targetJsonl: TargetSubject = {
  name: 'target-jsonl',
  command: bin('targets/jsonl'),
  settings,
  upserts: false,
  versions: false,
  config: (folder) => ({ destination_path: folder }),
  rows: readRows,
};
