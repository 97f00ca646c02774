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
  /** What has changed since may still stand where it stood before: it says nothing of how far a search has come. */
  settledAt: number;
  /** All pages of one window; they may hold rows beside it. Asks `goOn` as each page arrives whether the next is wanted. */
  pages: (window: Window, goOn: (page: SearchPage<T>) => boolean) => AsyncIterable<SearchPage<T>>;
  timeOf: (record: T) => number;
  keyOf: (record: T) => unknown;
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
  /** Newest settled time read, and newest one handed on. */
  read: number;
  out: number;
  /** Keys of the rows at that newest time. */
  newest: Set<unknown>;
  /** No page has come out of order so far, so that reading may stop at `to`. */
  sorted: boolean;
  /** The last page held rows that changed too late to be settled: beyond it there may be no others. */
  late: boolean;
  done: boolean;
}

/** A page that has come, and whether it may lie past the end of its window. */
interface Come<T> {
  reader: Reader;
  page: SearchPage<T>;
  isUnclear: boolean;
}

/**
 * Starts with one window; with each page that finds time to spare, the window with the most left to read
 * gives up the later half of its time to another reader.
 * @throws ApiError when a window returns far more rows than the search counted
 */
export async function* readWindows<T>(read: WindowedRead<T>): AsyncGenerator<WindowPage<T>> {
  const merger = new Merger<Come<T>>();
  const readers: Reader[] = [];
  let total: number | undefined;
  const open = (from: number, to: number): Reader => {
    const counts = { rows: 0, left: 0, read: from, out: from };
    const reader: Reader = { from, to, ...counts, newest: new Set(), sorted: true, late: false, done: false };
    readers.push(reader);
    merger.add(readOne(read, readers, reader));
    return reader;
  };
  open(read.from, Infinity);
  for await (const { reader, page, isUnclear } of merger) {
    total ??= page.total;
    const first = reader === readers[0];
    // The page is emptied: its reader holds on to it while the next one is on its way.
    const records = page.records.splice(0).filter((record) => {
      const time = read.timeOf(record);
      // A row without a readable time belongs to whichever window brings it.
      if (Number.isNaN(time)) return true;
      // So does one that stands where it stood: in the window of its time, the search may not have it yet.
      const isStale = time >= read.settledAt && !isUnclear;
      return isStale || (time < reader.to && (first || time >= reader.from));
    });
    if (reader.sorted) reader.out = reader.read;
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
): AsyncGenerator<Come<T>> {
  let left = yield* search(read, readers, reader, { from: reader.from, to: reader.to });
  while (left) {
    const { from } = left;
    const known = new Set(reader.newest);
    const isNew = (record: T): boolean => {
      const time = read.timeOf(record);
      return !(time < from) && !(time === from && known.has(read.keyOf(record)));
    };
    left = yield* search(read, readers, reader, left, isNew);
  }
  reader.left = 0;
  reader.done = true;
}

/** Returns what is still to be read of the window, where the search has run into rows that do not tell. */
async function* search<T>(
  read: WindowedRead<T>,
  readers: readonly Reader[],
  reader: Reader,
  { from, to }: Window,
  isNew?: (record: T) => boolean,
): AsyncGenerator<Come<T>, Window | undefined> {
  let [rows, counted, newest] = [0, 0, -Infinity];
  let isUnclear = false;
  const goOn = (page: SearchPage<T>): boolean => {
    const settled = page.records.filter((record) => read.timeOf(record) < read.settledAt);
    for (const time of settled.map(read.timeOf)) {
      if (time < newest) reader.sorted = false;
      newest = Math.max(newest, time);
    }
    reader.rows += page.records.length;
    rows += page.records.length;
    // Rows that change leave a window that ends in the past, and its count.
    counted = Math.max(counted, page.total);
    refuseEndless(rows, counted, read.pageSize);
    // The search counts what it was asked for; what has been cut off since is read by others.
    const others = readers.filter((one) => one.from >= reader.to && one.from < to);
    const cutOff = others.reduce((sum, one) => sum + one.rows + one.left, 0);
    reader.left = page.total === Infinity ? 0 : Math.max(0, page.total - rows - cutOff);
    noteNewest(read, reader, settled, newest);
    reader.late = settled.length < page.records.length;
    // Late rows alone may lie past the window's end, or hide older ones: a search of no more than the window tells.
    isUnclear = reader.sorted && reader.to < to && settled.length === 0 && page.records.length > 0;
    return !isUnclear && !(reader.sorted && reader.read >= reader.to);
  };
  for await (const page of read.pages({ from, to }, goOn)) {
    if (isNew) page.records = page.records.filter(isNew);
    yield { reader, page, isUnclear };
  }
  return isUnclear ? { from: reader.read, to: reader.to } : undefined;
}

function noteNewest<T>(read: WindowedRead<T>, reader: Reader, settled: readonly T[], newest: number): void {
  if (newest < reader.read) return;
  if (newest > reader.read) reader.newest = new Set();
  reader.read = newest;
  for (const one of settled) if (read.timeOf(one) === newest) reader.newest.add(read.keyOf(one));
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
    .filter(
      (reader) =>
        !reader.done && reader.sorted && !reader.late && reader.left >= WORTH_CUTTING * read.pageSize,
    )
    .toSorted((a, b) => b.left - a.left);
  for (const reader of candidates) {
    const cut = read.cut((reader.read + Math.min(reader.to, read.settledAt)) / 2);
    if (cut > reader.read && cut < reader.to) return { reader, cut };
  }
  return undefined;
}
