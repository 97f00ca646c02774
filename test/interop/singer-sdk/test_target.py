"""All tests that the SDK has for a target."""

import sys
from typing import IO, Any

from command import CONFIG, Command, json_file, run
from singer_sdk.exceptions import MissingKeyPropertiesError, RecordsWithoutSchemaException
from singer_sdk.testing import get_target_test_class


class Refused(MissingKeyPropertiesError, RecordsWithoutSchemaException):
    """The command exited with another code than 0: whatever the tests expect it to refuse."""


class ExternalTarget(Command):
    """Stands where the tests expect a class made with the SDK."""

    def __init__(self, *, config: dict[str, Any], **_: Any) -> None:
        self.flags = ["--config", json_file(config)]
        self.lines = ""

    def process_lines(self, lines: IO[str]) -> None:
        self.lines += lines.read()

    def process_endofpipe(self) -> None:
        ended = run(*self.flags, stdin=self.lines)
        sys.stdout.write(ended.stdout)
        if ended.returncode != 0:
            raise Refused(ended.stderr)


TestTarget = get_target_test_class(ExternalTarget, config=CONFIG)
