"""The command under test: its words and its configuration come as JSON in the environment."""

import json
import os
import subprocess
import tempfile
from typing import Any

WORDS: list[str] = json.loads(os.environ["COMMAND"])
CONFIG: dict[str, Any] = json.loads(os.environ["CONFIG"])


def json_file(value: object) -> str:
    """Write a JSON file; the result is its path."""
    with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
        json.dump(value, file)
    return file.name


def run(*flags: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command to its end, whatever that is."""
    return subprocess.run([*WORDS, *flags], input=stdin, text=True, capture_output=True)


def succeed(*flags: str) -> str:
    """Run the command, which has to exit with 0; the result is its standard output."""
    ended = run(*flags)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


class Command:
    """What taps and targets have in common."""

    def print_version(self) -> None:
        assert succeed("--version").strip()

    def print_about(self, output_format: str | None = None) -> None:
        about = succeed("--about", *(["--format", output_format] if output_format else []))
        if output_format == "json":
            assert json.loads(about)["settings"]["properties"]
