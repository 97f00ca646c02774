"""singer-io's tap-intercom on the host $BASE_URL; records that would end its run are named and left out."""

import copy
import os

import tap_intercom
from singer import UNIX_MILLISECONDS_INTEGER_DATETIME_PARSING, get_logger
from singer.transform import transform
from tap_intercom import client, streams
from tap_intercom.transform import find_datetimes_in_schema, transform_times


def on_host(constructor):
    def construct(self, *args, **kwargs):
        constructor(self, *args, **kwargs)
        self.base_url = os.environ["BASE_URL"]

    return construct


def try_record(stream, record):
    """What the stream is about to do with the record."""
    schema = stream.catalog.get_stream(stream.tap_stream_id).schema.to_dict()
    transform_times(record, find_datetimes_in_schema(schema))
    transform(record, schema, integer_datetime_fmt=UNIX_MILLISECONDS_INTEGER_DATETIME_PARSING)
    if stream.replication_key:
        assert record[stream.replication_key]


def without_fatal(get_records):
    def records(self, *args, **kwargs):
        for record in get_records(self, *args, **kwargs):
            try:
                try_record(self, copy.deepcopy(record))
            except Exception as error:
                get_logger().warning("FATAL RECORD %s %s: %r", self.tap_stream_id, record["id"], error)
            else:
                yield record

    return records


client.IntercomClient.__init__ = on_host(client.IntercomClient.__init__)
for stream in streams.STREAMS.values():
    if stream.to_replicate and "get_records" in vars(stream):
        stream.get_records = without_fatal(stream.get_records)
tap_intercom.main()
