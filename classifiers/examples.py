"""The labelled examples: JSON Lines in, Examples out. A complaint names the file and the line."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from pipeline.core.errors import InputError
from pipeline.core.taxonomy import Bearing, Taxonomy

SHIPPED = Path(__file__).with_name("corpus")


@dataclass(frozen=True, slots=True)
class Text:
    """What is judged: a title and a summary, nothing else. *lang* is a code such as nl, or empty."""

    title: str
    summary: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A text and the labels that it should get. *public*: whether public service is at issue, None when not said.

    *stratum* says how it came into a labelled set, "" when that is not said. *known* holds the labels of which it is known
    whether the text has them; None when that is known of all. *year* and *kind* (of its source) are "" when they are not said.
    """

    id: str
    text: Text
    trends: frozenset[str]
    directions: dict[str, Bearing] = field(hash=False)
    public: bool | None
    stratum: str = ""
    known: frozenset[str] | None = None
    year: str = ""
    kind: str = ""


def load_corpus(folder: Path, taxonomy: Taxonomy) -> tuple[Example, ...]:
    """The examples of every *.jsonl file in *folder*, in order of file name and line. InputError for the first bad line."""
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise InputError(f"there is no corpus in {folder}: it must hold *.jsonl files")
    found: dict[str, tuple[str, Example]] = {}
    for place, example in (placed for path in files for placed in _placed(path, taxonomy)):
        if example.id in found:
            raise InputError(f"{place}: the id {example.id} is used twice, first in {found[example.id][0]}")
        found[example.id] = place, example
    return tuple(example for _, example in found.values())


def load_examples(path: Path, taxonomy: Taxonomy) -> tuple[Example, ...]:
    """The examples of one file. InputError names the file and the line of the first that is wrong."""
    return tuple(example for _, example in _placed(path, taxonomy))


def json_lines(lines: Iterable[str], name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """(line number, object) of each line that is not blank. InputError for one that is no JSON object."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(f"{name}, line {number}: not JSON: {error}") from error
        if not isinstance(found, dict):
            raise InputError(f"{name}, line {number}: must be an object, such as {{'id': …, 'title': …, 'summary': …}}")
        yield number, found


def text_of(found: dict[str, Any], place: str) -> tuple[str, Text]:
    """The id and the text of one object with `id`, `title`, `summary` and perhaps `lang`. InputError names *place*."""
    for name in ("id", "title", "summary"):
        if name not in found:
            raise InputError(f"{place}: the field {name!r} is missing")
    for name in ("title", "summary", "lang"):
        if not isinstance(found.get(name) or "", str):
            raise InputError(f"{place}: the field {name!r} must be text")
    return str(found["id"]), Text(found["title"] or "", found["summary"] or "", found.get("lang") or "")


def fingerprint(examples: Iterable[Example]) -> str:
    """Changes with any text or label."""
    digest = blake2b(digest_size=8)
    for e in examples:
        row: list[Any] = [e.id, e.text.title, e.text.summary, e.text.lang, sorted(e.trends), sorted(e.directions.items())]
        row += [e.public] if e.known is None else [e.public, sorted(e.known)]
        digest.update(json.dumps(row, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _placed(path: Path, taxonomy: Taxonomy) -> Iterator[tuple[str, Example]]:
    """(file and line, example) of each line. Lines end at a newline only: U+2028 and its kin may stand within a text."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read {path}: {error}") from error
    for number, found in json_lines(text.split("\n"), path.name):
        place = f"{path.name}, line {number}"
        yield place, _example(found, place, taxonomy)


def _example(found: dict[str, Any], place: str, taxonomy: Taxonomy) -> Example:
    ident, text = text_of(found, place)
    trends, directions = found.get("trends") or [], found.get("directions") or {}
    if not isinstance(trends, list) or not isinstance(directions, dict):
        raise InputError(f"{place}: trends must be a list, directions an object of label and bearing")
    known = [t.id for t in taxonomy.trends], [d.id for d in taxonomy.directions]
    for label in (*(t for t in trends if t not in known[0]), *(d for d in directions if d not in known[1])):
        raise InputError(f"{place}: {label!r} is no label of the taxonomy")
    try:
        bearings = {label: Bearing(value) for label, value in directions.items()}
    except ValueError as error:
        raise InputError(f"{place}: a bearing is one of {', '.join(Bearing)}: {error}") from error
    public = found.get("public")
    if public is not None and not isinstance(public, bool):
        raise InputError(f"{place}: public must be true or false, not {public!r}")
    stratum, year, kind = (str(found.get(name) or "") for name in ("stratum", "year", "kind"))
    return Example(ident, text, frozenset(trends), bearings, public, stratum, year=year, kind=kind)
