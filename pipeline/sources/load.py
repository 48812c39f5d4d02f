"""sources.yaml → Sources. A complaint names the entry, the field and the line."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from pipeline.core.errors import ConfigurationError
from pipeline.core.model import Source

REQUIRED = ("id", "name", "url", "kind", "lang")
OPTIONAL = ("publisher", "enabled", "notes", "licence")
BY_HAND = "werksessie"
"""The kind of source that people enter by hand; it needs no url."""

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_LANG = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True)
class Problem:
    """One complaint about a sources file. *entry* and *field* are empty when it concerns the file."""

    line: int
    entry: str
    field: str
    message: str

    def __str__(self) -> str:
        place = f"line {self.line}"
        if self.entry:
            place += f", entry {self.entry}"
        if self.field:
            place += f", field {self.field}"
        return f"{place}: {self.message}"


def load(path: Path, kinds: Collection[str]) -> tuple[Source, ...]:
    """The sources in a YAML (or JSON) file, in its order.

    Raises ConfigurationError with every problem found, a line each.
    """
    sources, problems = check(path, kinds)
    if problems:
        listed = "\n".join(f"  {problem}" for problem in problems)
        raise ConfigurationError(f"{path} has {len(problems)} problem(s):\n{listed}")
    return sources


def check(path: Path, kinds: Collection[str]) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
    """The sound entries of a file, and every problem with the others. ConfigurationError when it cannot be read at all."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"cannot read the sources file {path}: {error}") from error
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        return (), (Problem(_line(error, text), "", "", f"not YAML: {_cause(error)}"),)
    except RecursionError:
        return (), (Problem(1, "", "", "not readable: lists or fields nested without end"),)
    if not isinstance(root, yaml.SequenceNode):
        return (), (Problem(1, "", "", "the file must hold a list of entries, each starting with '- id:'"),)
    return _entries(root, kinds)


def _entries(root: yaml.SequenceNode, kinds: Collection[str]) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
    sources: list[Source] = []
    problems: list[Problem] = []
    ids: dict[str, int] = {}
    urls: dict[str, str] = {}
    for number, node in enumerate(root.value, 1):
        line = node.start_mark.line + 1
        fields, lines, found = _fields(node, number)
        if not found:
            found = _judge(fields, lines, kinds, number, line)
        name = _entry_name(fields, number)
        if not found and fields["id"] in ids:
            found = [Problem(lines["id"], name, "id", f"already used on line {ids[str(fields['id'])]}; ids must differ")]
        if not found and fields.get("url") and fields["url"] in urls:
            found = [Problem(lines["url"], name, "url", f"the same address as entry {urls[str(fields['url'])]}")]
        problems += found
        if not found:
            ids[str(fields["id"])] = lines.get("id", line)
            urls[str(fields.get("url"))] = name
            sources.append(_source(fields))
    return tuple(sources), tuple(problems)


def _fields(node: yaml.Node, number: int) -> tuple[dict[str, object], dict[str, int], list[Problem]]:
    """The entry's plain values and the line of each."""
    if not isinstance(node, yaml.MappingNode):
        return {}, {}, [Problem(node.start_mark.line + 1, f"{number}", "", "an entry must be fields, each 'name: value'")]
    values: dict[str, object] = {}
    lines: dict[str, int] = {}
    problems: list[Problem] = []
    loader = yaml.SafeLoader("")
    for key, value in node.value:
        name, line = str(key.value), key.start_mark.line + 1
        if name in values:
            problems.append(Problem(line, _entry_name(values, number), name, "given twice"))
        try:
            values[name] = loader.construct_object(value, deep=True)
        except (yaml.YAMLError, ValueError, KeyError, AttributeError) as error:  # yaml lets 2026-02-30 and !!bool x through
            problems.append(Problem(line, _entry_name(values, number), name, f"unreadable value: {_cause(error)}"))
        lines[name] = line
    return values, lines, problems


def _judge(fields: dict[str, object], lines: dict[str, int], kinds: Collection[str], number: int, line: int) -> list[Problem]:
    """What is wrong with one entry: first its fields and their types, then, when those are right, what they say."""
    entry = _entry_name(fields, number)
    wrong = _wrong_fields(fields) or _wrong_values(fields, kinds)
    return [Problem(lines.get(field, line), entry, field, message) for field, message in wrong]


def _wrong_fields(fields: dict[str, object]) -> list[tuple[str, str]]:
    known = REQUIRED + OPTIONAL
    by_hand = fields.get("kind") == BY_HAND
    wrong = [(name, f"not a field; known are {', '.join(known)}") for name in fields if name not in known]
    wrong += [(n, "missing") for n in REQUIRED if _blank(fields.get(n)) and not (by_hand and n == "url")]
    for name in known:
        value = fields.get(name)
        if name == "enabled":
            if not isinstance(fields.get(name, True), bool):
                wrong.append((name, "must be true or false"))
        elif value is not None and not isinstance(value, str):
            wrong.append((name, f"must be text, not {value!r}; put it in quotes"))
    return wrong


def _blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _wrong_values(fields: dict[str, object], kinds: Collection[str]) -> list[tuple[str, str]]:
    wrong = []
    if not _ID.fullmatch(str(fields["id"])):
        wrong.append(("id", "use small letters, digits and hyphens, at most 64"))
    if not _LANG.fullmatch(str(fields["lang"])):
        wrong.append(("lang", "use a language code such as nl or en"))
    if fields["kind"] not in kinds:
        wrong.append(("kind", f"{fields['kind']!r} is not a kind; choose from {', '.join(kinds)}"))
    if fields.get("url") and (complaint := _wrong_url(str(fields["url"]))):
        wrong.append(("url", complaint))
    return wrong


def _wrong_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError as error:
        return f"not an address: {error}"
    if parts.scheme not in {"http", "https"}:
        return "must begin with https:// or http://"
    if not host or any(c.isspace() for c in url):
        return "not an address: no host, or a space in it"
    if parts.username is not None:
        return "must not hold a user name or password"
    return ""


def _line(error: yaml.YAMLError, text: str) -> int:
    """Where the parser stopped. For a character that YAML forbids it gives a place in the text instead of a line."""
    if mark := getattr(error, "problem_mark", None):
        return int(mark.line) + 1
    return text.count("\n", 0, getattr(error, "position", 0)) + 1


def _cause(error: Exception) -> str:
    """What is wrong, in one line."""
    words = getattr(error, "problem", None) or getattr(error, "reason", None) or error
    return " ".join(str(words).split())


def _source(fields: dict[str, object]) -> Source:
    return Source(
        id=str(fields["id"]),
        name=str(fields["name"]).strip(),
        url=str(fields["url"]) if fields.get("url") else None,
        kind=str(fields["kind"]),
        lang=str(fields["lang"]),
        publisher=str(fields.get("publisher") or fields["name"]).strip(),
        enabled=bool(fields.get("enabled", True)),
        notes=str(fields.get("notes") or ""),
        licence=str(fields.get("licence") or ""),
    )


def _entry_name(fields: dict[str, object], number: int) -> str:
    return f"{number} ({fields['id']})" if fields.get("id") else f"{number}"
