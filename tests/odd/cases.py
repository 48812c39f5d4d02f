"""The odd documents of this folder, and what a reader must find in each. README.md beside it tells the form."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipeline.core.model import Source
from pipeline.feeds.parse import Parsed, parse

FOLDER = Path(__file__).parent
SEEN = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
"""When every document is read: a Monday morning."""
SOURCE = Source("wind", "Weer en wad", "https://wind.example/feed/", "media", "nl", "wind")


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One document, and what is *wanted* of it as it stands in expected.yaml."""

    group: str
    name: str
    wanted: dict[str, Any]

    @property
    def body(self) -> bytes:
        """Its bytes: those of the file, or made by the recipe."""
        if recipe := self.wanted.get("recipe"):
            return "".join(map(_made, recipe)).encode()
        return (FOLDER / self.group / self.name).read_bytes()

    def read(self, known: Collection[bytes] = frozenset()) -> Parsed:
        """The document parsed as its source would be."""
        return parse(
            self.body, source=SOURCE.id, content_type=self.wanted.get("content_type", ""), url=str(SOURCE.url), known=known
        )


@cache
def cases() -> tuple[Case, ...]:
    """Every document, by group."""
    return tuple(
        Case(path.parent.name, name, wanted)
        for path in sorted(FOLDER.glob("*/expected.yaml"))
        for name, wanted in yaml.safe_load(path.read_text(encoding="utf-8")).items()
    )


def _made(part: str | dict[str, Any]) -> str:
    if isinstance(part, str):
        return part
    text, times = str(part["repeat"]), int(part["times"])
    return "".join(text.replace("{n}", str(number)) for number in range(times)) if "{n}" in text else text * times
