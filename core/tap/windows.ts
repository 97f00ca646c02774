// Reads a time-sorted search in several time windows at once, each record by exactly one of them.
import { Merger } from '../concurrency.ts';
import { ApiError } from '../errors.ts';

/** A stretch of time, `from <= t < to`, in epoch seconds; `to` is Infinity for the newest window. */
export interface Window {
  from: number;
  to: number;
}

/** One answer of a search: rows in ascending order of their time, and the search's own count of matches. */
export interface SearchPage<T> {
  records: T[];
  /** Infinity where the search does not say. */
  total: number;
}

/** What to read and how. Times in epoch seconds. */
export interface WindowedRead<T> {
  from: number;
  now: number;
  /** All pages of one window; they may hold rows beside it. Asks `goOn` as each page arrives whether the next is wanted. */
  pages: (window: Window, goOn: (page: SearchPage<T>) => boolean) => AsyncIterable<SearchPage<T>>;
  timeOf: (record: T) => number;
  /** The nearest time at or before the given one where a search can be cut without overlap. */
  cut: (time: number) => number;
  pageSize: number;
  /** Most windows read at once. */
  concurrency: number;
  /** Whether more than two windows could make it faster; asked with each page. */
  idle: () => boolean;
}

/** A page whose rows belong to it alone; all rows older than `position` have been yielded once it is out. */
export interface WindowPage<T> {
  records: T[];
  position: number;
  /** What the first search counted over the whole range. */
  total: number;
}

// A cut costs about one page that is read in part: one in fifty, where each half has fifty or more.
const WORTH_CUTTING = 100;

// In two windows, one page is on its way while another is dealt with, however busy we are.
const OVERLAP = 2;

interface Reader extends Window {
  /** Rows read, and rows not read yet by the search's own count. */
  rows: number;
  left: number;
  /** Newest time read, and newest time handed on. */
  read: number;
  out: number;
  /** No page has come out of order so far, so that reading may stop at `to`. */
  sorted: boolean;
  done: boolean;
}

/**
 * Starts with one window; with each page that finds time to spare, the window with the most left to read
 * gives up the later half of its time to another reader.
 * @throws ApiError when a window returns far more rows than the search counted
 */
export async function* readWindows<T>(read: WindowedRead<T>): AsyncGenerator<WindowPage<T>> {
  const merger = new Merger<{ reader: Reader; page: SearchPage<T> }>();
  const readers: Reader[] = [];
  let total: number | undefined;
  const open = (from: number, to: number): Reader => {
    const reader: Reader = { from, to, rows: 0, left: 0, read: from, out: from, sorted: true, done: false };
    readers.push(reader);
    merger.add(readOne(read, readers, reader));
    return reader;
  };
  open(read.from, Infinity);
  for await (const { reader, page } of merger) {
    total ??= page.total;
    const first = reader === readers[0];
    const newest = page.records.at(-1);
    // The page is emptied: its reader holds on to it while the next one is on its way.
    const records = page.records.splice(0).filter((record) => {
      const time = read.timeOf(record);
      // A row without a readable time belongs to whichever window brings it.
      return Number.isNaN(time) || (time < reader.to && (first || time >= reader.from));
    });
    if (reader.sorted && newest) reader.out = Math.max(reader.out, read.timeOf(newest));
    const most = read.idle() ? read.concurrency : Math.min(OVERLAP, read.concurrency);
    const half = merger.running < most ? widest(readers, read) : undefined;
    if (half) {
      const { to } = half.reader;
      half.reader.to = half.cut;
      half.reader.left /= 2;
      open(half.cut, to).left = half.reader.left;
    }
    const position = Math.min(...readers.filter((one) => !one.done).map((one) => one.out));
    yield { records, position, total };
  }
}

async function* readOne<T>(
  read: WindowedRead<T>,
  readers: readonly Reader[],
  reader: Reader,
): AsyncGenerator<{ reader: Reader; page: SearchPage<T> }> {
  const asked = { from: reader.from, to: reader.to };
  let newest = -Infinity;
  const goOn = (page: SearchPage<T>): boolean => {
    for (const time of page.records.map(read.timeOf)) {
      if (time < newest) reader.sorted = false;
      newest = Math.max(newest, time);
    }
    reader.rows += page.records.length;
    refuseEndless(reader.rows, page.total, read.pageSize);
    // The search counts what it was asked for; what has been cut off since is read by others.
    const others = readers.filter(({ from }) => from >= reader.to && from < asked.to);
    const cutOff = others.reduce((sum, one) => sum + one.rows + one.left, 0);
    reader.left = page.total === Infinity ? 0 : Math.max(0, page.total - reader.rows - cutOff);
    reader.read = Math.max(reader.read, newest);
    return !(reader.sorted && reader.read >= reader.to);
  };
  for await (const page of read.pages(asked, goOn)) yield { reader, page };
  reader.left = 0;
  reader.done = true;
}

function refuseEndless(rows: number, total: number, pageSize: number): void {
  // Rows that change while they are read come again, so some more than counted is normal.
  if (rows <= 2 * total + 10 * pageSize) return;
  throw new ApiError(
    `the search gave ${rows} rows where it counted ${total}: stopped, since it may never end`,
    {
      status: 200,
      retryable: false,
    },
  );
}

function widest<T>(readers: Reader[], read: WindowedRead<T>): { reader: Reader; cut: number } | undefined {
  const candidates = readers
    .filter((reader) => !reader.done && reader.sorted && reader.left >= WORTH_CUTTING * read.pageSize)
    .toSorted((a, b) => b.left - a.left);
  for (const reader of candidates) {
    const cut = read.cut((reader.read + Math.min(reader.to, read.now)) / 2);
    if (cut > reader.read && cut < reader.to) return { reader, cut };
  }
  return undefined;
}
