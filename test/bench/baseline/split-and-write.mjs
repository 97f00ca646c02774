// The least a target can do: split stdin into lines and write them to the file named by the first argument.
import { open } from 'node:fs/promises';

const CHUNK = 256 * 1024;
const file = await open(process.argv[2], 'w');
let rest = '';
let rows = [];
let length = 0;

for await (const chunk of process.stdin.setEncoding('utf8')) {
  const lines = (rest + chunk).split('\n');
  rest = lines.pop();
  for (const line of lines) {
    rows.push(line);
    length += line.length + 1;
    if (length < CHUNK) continue;
    await file.appendFile(`${rows.join('\n')}\n`);
    rows = [];
    length = 0;
  }
}
await file.appendFile(rows.map((row) => `${row}\n`).join('') + rest);
await file.close();
