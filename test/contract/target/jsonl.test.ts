// target-jsonl keeps the contract of targets.
import { targetJsonl } from './jsonl.ts';
import { describeTarget } from './suite.ts';

describeTarget(targetJsonl);
