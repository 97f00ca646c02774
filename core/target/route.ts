// One stream's way through a target: key check -> validation -> `_sdc_*` columns -> sink.
import type { ValidateFunction } from 'ajv';
import { messageOf, ProtocolError } from '../errors.ts';
import { withMetadata, withoutMetadata } from './metadata.ts';
import type { Counter } from '../protocol/metrics.ts';
import type { RecordMessage, Row, SchemaMessage } from '../protocol/messages.ts';
import { at, type Origin } from '../protocol/incoming.ts';
import type { Ticket } from '../protocol/settle.ts';
import type { Sink, TargetSettings } from '../sink.ts';
import { compile, describe } from '../validate.ts';

/** A stream as its newest SCHEMA describes it, and the sink that takes its records. */
export class Route {
  readonly schema: SchemaMessage;
  readonly sink: Sink;
  readonly #counter: Counter;
  readonly #validate: ValidateFunction | undefined;
  readonly #addMetadata: boolean;
  #batchedAt: number | undefined;

  /** @throws ProtocolError where records are to be validated and the schema is no JSON Schema */
  constructor(
    schema: SchemaMessage,
    { line }: Origin,
    sink: Sink,
    counter: Counter,
    settings: TargetSettings,
  ) {
    this.schema = schema;
    this.sink = sink;
    this.#counter = counter;
    this.#validate = settings.validate_records ? compileSchema(schema, line) : undefined;
    this.#addMetadata = settings.add_record_metadata;
  }

  /**
   * Checks a record and hands it on; `ticket` is asked for once the record has passed.
   * @throws ProtocolError where a key property is missing or the schema is not met
   */
  write(message: RecordMessage, { line, source }: Origin, ticket: () => Ticket): Promise<void> | void {
    const { record } = message;
    const missing = this.schema.key_properties.find((name) => !Object.hasOwn(record, name));
    if (missing !== undefined) {
      throw new ProtocolError(
        `${at(line)}RECORD of "${this.schema.stream}" lacks its key property "${missing}"`,
      );
    }
    if (this.#validate && !this.#validate(record)) {
      const reasons = (this.#validate.errors ?? []).map(describe).join('; ');
      throw new ProtocolError(
        `${at(line)}RECORD of "${this.schema.stream}"${this.#keyOf(record)}: ${reasons}`,
      );
    }
    this.#counter.add();
    const deleted = (record['_sdc_deleted_at'] ?? null) !== null;
    const sourced = this.#addMetadata
      ? withMetadata(message, source, (this.#batchedAt ??= Date.now()))
      : withoutMetadata({ row: record, source });
    return this.sink.write({ ...sourced, deleted, version: message.version, ticket: ticket() });
  }

  /** Flushes the sink; a new batch begins. */
  flush(): Promise<void> {
    this.#batchedAt = undefined;
    return this.sink.flush();
  }

  #keyOf(record: Row): string {
    const key = this.schema.key_properties.map((name) => `${name} ${JSON.stringify(record[name])}`);
    return key.length > 0 ? ` with ${key.join(', ')}` : '';
  }
}

function compileSchema({ stream, schema }: SchemaMessage, line: number | undefined): ValidateFunction {
  try {
    return compile(schema);
  } catch (cause) {
    const problem = `${messageOf(cause)} (with validate_records: false its records are taken unchecked)`;
    throw new ProtocolError(`${at(line)}SCHEMA of "${stream}" is no valid JSON Schema: ${problem}`, {
      cause,
    });
  }
}
