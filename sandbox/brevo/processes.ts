// Work that an answer only promises: done one after the other, each some time and some questions later.
import { missing } from './problem.ts';

/** What an import reports: by file name the text of a CSV, null where there is nothing to report. */
export type ProcessFiles = Record<string, string | null>;

/** A piece of work. */
export interface Process {
  id: number;
  status: 'queued' | 'processing' | 'completed';
  /** Once it is completed. */
  files: ProcessFiles;
}

interface Job extends Process {
  /** Epoch milliseconds of its turn. */
  since: number | undefined;
  /** How often it was asked about since then. */
  asked: number;
  work: () => ProcessFiles | void;
}

/** The processes of an account. */
export class Processes {
  readonly #jobs: Job[] = [];
  readonly #milliseconds: number;
  readonly #questions: number;
  #done = 0;

  /** A process ends `seconds` after its turn has come, and not before it has been asked about `questions` times. */
  constructor(seconds: number, questions: number) {
    this.#milliseconds = seconds * 1000;
    this.#questions = questions;
  }

  /** Takes on work; the id of its process. */
  add(now: number, work: () => ProcessFiles | void): number {
    const id = this.#jobs.length + 1;
    const since = this.#done === this.#jobs.length ? now : undefined;
    this.#jobs.push({ id, status: 'queued', files: {}, since, asked: 0, work });
    return id;
  }

  /** Does the work that is due. */
  catchUp(now: number): void {
    for (let job = this.#jobs[this.#done]; job !== undefined; job = this.#jobs[this.#done]) {
      job.since ??= now;
      if (now < job.since + this.#milliseconds || job.asked < this.#questions) return;
      job.files = job.work() ?? {};
      job.status = 'completed';
      this.#done += 1;
    }
  }

  /** All of them, oldest first. */
  all(): Process[] {
    return this.#jobs;
  }

  /** Throws Problem 404. */
  get(id: number): Process {
    const job = this.#jobs[id - 1];
    if (job === undefined) throw missing('Process ID does not exist');
    return job;
  }

  /** Notes that the process was looked at, after it was. */
  asked(id: number): void {
    const job = this.#jobs[id - 1];
    if (job?.since === undefined || job.status === 'completed') return;
    job.asked += 1;
    job.status = 'processing';
  }
}
