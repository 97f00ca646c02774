// Generated from target-jsonl.json by npm run generate; do not edit.

/** Settings of target-jsonl. */
export interface TargetJsonlConfig {
  /** Folder of the files, one per stream; made where it is missing. */
  destination_path?: string;
  /** Put the start time into each file's name, so that every run writes new files. */
  do_timestamp_file?: boolean;
  /** Add to a stream's file, or start it anew in every run. */
  load_method?: 'append-only' | 'overwrite';
  /** `gzip` writes `.jsonl.gz`. */
  compression?: 'none' | 'gzip';
  /** Check each record against its stream's schema; a record that fails stops the run. */
  validate_records?: boolean;
  /** Add the `_sdc_*` columns to each record; otherwise those that come in are taken off. */
  add_record_metadata?: boolean;
}
