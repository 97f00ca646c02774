// The least a tap can do: parse pages and write each record as JSON text. Prints the seconds it took.
// Arguments: a file with one page per line, and how many records to bring through.
import { readFileSync } from 'node:fs';

const [file, count] = process.argv.slice(2);
const pages = readFileSync(file, 'utf8')
  .split('\n')
  .map((line) => Buffer.from(line));

let records = 0;
let length = 0;
const start = performance.now();
for (let n = 0; records < Number(count); n += 1) {
  const { data } = JSON.parse(pages[n % pages.length].toString());
  for (const record of data) length += JSON.stringify(record).length;
  records += data.length;
}
process.stdout.write(JSON.stringify({ records, length, seconds: (performance.now() - start) / 1000 }));
