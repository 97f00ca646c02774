// The least a target that checks its records can do: split lines, parse and validate. Prints the seconds it took.
import { Ajv } from 'ajv';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

const ajv = new Ajv({ strict: false, validateFormats: false, validateSchema: false, logger: false });
const validators = new Map();
let records = 0;
const start = performance.now();
for await (const line of createInterface({ input: createReadStream(process.argv[2]), crlfDelay: Infinity })) {
  const message = JSON.parse(line);
  if (message.type === 'SCHEMA') validators.set(message.stream, ajv.compile(message.schema));
  if (message.type !== 'RECORD') continue;
  if (!validators.get(message.stream)(message.record))
    throw new Error(`a record of ${message.stream} is not valid`);
  records += 1;
}
process.stdout.write(JSON.stringify({ records, seconds: (performance.now() - start) / 1000 }));
