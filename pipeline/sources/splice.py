"""The text of a sources file with one thing changed and every other character as it was. Pure.

ruamel.yaml says where things stand and writes new values; the rest is never written anew. What YAML can express beyond that
(anchors, odd nesting) is not foreseen here: whoever writes the text reads it back and compares, see `pipeline.sources.file`.
"""

import io
import re
import sys
from collections.abc import Sequence
from typing import Any

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, SingleQuotedScalarString

from pipeline.core.errors import InputError
from pipeline.core.model import Source
from pipeline.sources.load import OPTIONAL, REQUIRED

BY_HAND = "change it by hand, in a text editor"
Value = str | bool
FIELDS = REQUIRED + OPTIONAL
"""In the order in which an entry is written."""

_QUOTED = {"name", "url", "publisher", "notes", "licence"}
"""Fields whose text goes in double quotes in new entries."""
_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_./?=&%~+-]|:(?=[A-Za-z0-9/]))*")
"""What may stand without quotes anywhere in YAML."""


def is_empty(text: str) -> bool:
    """Whether the file holds nothing but comments."""
    return _root(text) is None


def appended(text: str, entries: Sequence[Source]) -> str:
    """*text* with *entries* at its end, in the indentation, line ends and spacing of the entries before them.

    InputError for JSON and for a list in brackets.
    """
    root = _root(text)
    end = _line_end(text)
    if root is None:
        place, after, gap, dash, column = len(text), len(text), False, 0, 2
    elif not isinstance(root, SequenceNode) or (root.flow_style and root.value):
        raise InputError(f"it is JSON, or a list in brackets; {BY_HAND}")
    elif not root.value:
        place, after, gap, dash, column = root.start_mark.index, root.end_mark.index, False, 0, 2
    else:
        last = root.value[-1]
        place = root.end_mark.index if text.startswith("...", root.end_mark.index) else len(text)
        after, dash, column = place, root.start_mark.column, last.start_mark.column
        gap = len(root.value) > 1 and _blank_before(text, last.start_mark.line)
    head = text[:place]
    if head and not head.endswith(("\n", "\r")):
        head += end
    drawn = [_entry(entry, dash, max(column, dash + 2), end) for entry in entries]
    if gap and not head.endswith(2 * end):
        head += end
    return head + (end if gap else "").join(drawn) + text[after:].removeprefix("" if place == after else end)


def changed(text: str, ident: str, field: str, value: Value) -> str:
    """*text* with another *value* in one field of the entry *ident*; a field that it lacks is put in at its usual place."""
    root = _root(text)
    entries = root.value if isinstance(root, SequenceNode) else []
    entry = next((node for node in entries if isinstance(node, MappingNode) and _id(node) == ident), None)
    if root is None or root.flow_style or entry is None:
        raise InputError(f"it is JSON, or a list in brackets; {BY_HAND}")
    old = next((node for key, node in entry.value if key.value == field), None)
    if old is not None:
        if not isinstance(old, ScalarNode) or old.style in {"|", ">"}:
            raise InputError(f"the field {field} of {ident} is a block of text; {BY_HAND}")
        start, end = int(old.start_mark.index), int(old.end_mark.index)
        return text[:start] + _scalar(value, old.style or "") + text[end:]
    rank = FIELDS.index(field)
    key, before = [pair for pair in entry.value if pair[0].value in FIELDS[:rank]][-1]
    written = _written(field, value)
    place = int(before.end_mark.index)
    if entry.flow_style:
        return f"{text[:place]}, {written}{text[place:]}"
    place += len(re.split("[\r\n]", text[place:], maxsplit=1)[0])
    return text[:place] + _line_end(text) + " " * int(key.start_mark.column) + written + text[place:]


def _root(text: str) -> Any:
    try:
        return YAML().compose(text)
    except YAMLError as error:
        raise InputError(f"it is written in a way that is not foreseen; {BY_HAND}") from error


def _id(node: MappingNode) -> str:
    return next((str(value.value) for key, value in node.value if key.value == "id"), "")


def _blank_before(text: str, line: int) -> bool:
    lines = re.split("\r\n|\n|\r", text)
    return line > 0 and not lines[line - 1].strip()


def _line_end(text: str) -> str:
    """The one that most lines have."""
    windows = text.count("\r\n")
    counts = {"\n": text.count("\n") - windows, "\r\n": windows, "\r": text.count("\r") - windows}
    return max(counts, key=lambda end: counts[end])


def _entry(source: Source, dash: int, column: int, end: str) -> str:
    values: dict[str, Value | None] = {field: getattr(source, field) for field in FIELDS}
    if source.publisher == source.name:
        values["publisher"] = None
    if source.enabled:
        values["enabled"] = None
    lines = [_written(field, value) for field, value in values.items() if value is False or value]
    first = " " * dash + "-" + " " * (column - dash - 1)
    return first + (end + " " * column).join(lines) + end


def _written(field: str, value: Value) -> str:
    style = '"' if field in _QUOTED else ""
    return f"{field}: {_scalar(value, style)}"


def _scalar(value: Value, style: str) -> str:
    """*value* as YAML, plain, or in the quotes of *style*, or in double quotes where it needs them."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not style and _PLAIN.fullmatch(value) and yaml.safe_load(value) == value:
        return value
    single = style == "'" and value.isprintable()
    writer = YAML()
    writer.width = sys.maxsize
    drawn = io.StringIO()
    writer.dump({"value": (SingleQuotedScalarString if single else DoubleQuotedScalarString)(value)}, drawn)
    return drawn.getvalue().removeprefix("value: ").rstrip("\n")
