"""All tests that the SDK has for a tap, its streams and their attributes."""

import json
import sys
from dataclasses import dataclass
from typing import Any

from command import CONFIG, Command, json_file, succeed
from singer_sdk.testing import get_tap_test_class
from singer_sdk.testing.templates import AttributeTestTemplate

# It is cached on a test that all attributes share, so that all but the first would be tested on its values.
AttributeTestTemplate.non_null_attribute_values = property(
    AttributeTestTemplate.non_null_attribute_values.func
)


@dataclass
class Stream:
    """A stream of the catalog, with what the tests look at; it is its own stream map, which changes nothing."""

    name: str
    schema: dict[str, Any]
    primary_keys: list[str]

    @property
    def transformed_schema(self) -> dict[str, Any]:
        return self.schema

    @property
    def stream_maps(self) -> list["Stream"]:
        return [self]


class ExternalTap(Command):
    """Stands where the tests expect a class made with the SDK."""

    def __init__(self, *, config: dict[str, Any], catalog: dict[str, Any] | None = None, **_: Any) -> None:
        self.config = config
        self.flags = ["--config", json_file(config)]
        self.catalog_dict = catalog or json.loads(succeed(*self.flags, "--discover"))

    @property
    def streams(self) -> dict[str, Stream]:
        return {
            stream["tap_stream_id"]: Stream(stream["stream"], stream["schema"], stream["key_properties"])
            for stream in self.catalog_dict["streams"]
        }

    def run_discovery(self) -> str:
        return succeed(*self.flags, "--discover")

    def run_connection_test(self) -> bool:
        succeed(*self.flags, "--test")
        return True

    def run_sync_dry_run(self, **_: Any) -> bool:
        """Sync every stream whole: a command has no limit of records."""
        selected = [{**stream, "selected": True} for stream in self.catalog_dict["streams"]]
        sys.stdout.write(succeed(*self.flags, "--catalog", json_file({"streams": selected})))
        return True


TestTap = get_tap_test_class(ExternalTap, config=CONFIG)
