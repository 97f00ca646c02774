// Text with a JSON document on each line.

/** What the lines hold; empty ones hold nothing. */
export function jsonLines<T>(text: string): T[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line): T => JSON.parse(line));
}
