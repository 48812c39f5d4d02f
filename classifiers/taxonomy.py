"""taxonomy.yaml → Taxonomy."""

import json
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

import yaml

from pipeline.core.errors import ConfigurationError
from pipeline.core.taxonomy import Direction, Kind, Question, Taxonomy, Trend

SHIPPED = Path(__file__).with_name("taxonomy.yaml")

Part = TypeVar("Part")


def load_taxonomy(path: Path = SHIPPED) -> Taxonomy:
    """The taxonomy in a YAML file. ConfigurationError names the part and the field that is wrong."""
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigurationError(f"cannot read the taxonomy {path}: {' '.join(str(error).split())}") from error
    if not isinstance(found, dict):
        raise ConfigurationError(f"the taxonomy {path} must hold version, trends, questions, directions and kinds")
    trends = _parts(found, "trends", lambda e: Trend(_text(e, "id"), _titles(e, "names"), _text(e, "meaning")))
    directions = _parts(found, "directions", _direction)
    taxonomy = Taxonomy(
        version=str(found.get("version", "")),
        fingerprint=_fingerprint(trends, directions),
        trends=trends,
        questions=_parts(found, "questions", lambda e: Question(_text(e, "id"), _titles(e, "names"), _titles(e, "short"))),
        directions=directions,
        kinds=_parts(found, "kinds", lambda e: Kind(_text(e, "id"), _titles(e, "names"), _text(e, "study"))),
    )
    _check(taxonomy, path)
    return taxonomy


def _direction(entry: dict[str, Any]) -> Direction:
    number = entry["number"]
    if not isinstance(number, int):
        raise TypeError(f"'number' must be a whole number, not {number!r}")
    return Direction(_text(entry, "id"), number, _titles(entry, "names"), _text(entry, "question"), _text(entry, "meaning"))


def _text(entry: dict[str, Any], field: str) -> str:
    value = entry[field]
    if not isinstance(value, str) or not value:
        raise TypeError(f"{field!r} must be text, not {value!r}; put it in quotes")
    return value


def _titles(entry: dict[str, Any], field: str) -> dict[str, str]:
    titles = entry[field]
    if not isinstance(titles, dict) or not isinstance(titles.get("nl"), str):
        raise TypeError(f"{field!r} must hold a title per language, nl at least, not {titles!r}")
    return titles


def _parts(found: dict[str, Any], name: str, make: Callable[[dict[str, Any]], Part]) -> tuple[Part, ...]:
    parts = []
    listed = found.get(name) or []
    if not isinstance(listed, list):
        raise ConfigurationError(f"taxonomy, {name}: must be a list of entries, each starting with '- id:'")
    for number, entry in enumerate(listed, 1):
        try:
            parts.append(make(entry))
        except (KeyError, TypeError) as error:
            raise ConfigurationError(f"taxonomy, {name}, entry {number}: missing or wrong: {error}") from error
    return tuple(parts)


def _check(taxonomy: Taxonomy, path: Path) -> None:
    labels = taxonomy.labels
    questions = {q.id for q in taxonomy.questions}
    if not taxonomy.trends or not taxonomy.directions or not taxonomy.questions:
        raise ConfigurationError(f"the taxonomy {path} needs at least one trend, one question and one direction")
    if len(set(labels)) != len(labels):
        raise ConfigurationError(f"the taxonomy {path} uses an id twice")
    for direction in taxonomy.directions:
        if direction.question not in questions:
            raise ConfigurationError(f"taxonomy, direction {direction.id}: there is no question {direction.question!r}")


def _fingerprint(trends: tuple[Trend, ...], directions: tuple[Direction, ...]) -> str:
    """Of the ids that a model learns; other words for the same label leave a model valid."""
    ids = {"trends": [trend.id for trend in trends], "directions": [direction.id for direction in directions]}
    return blake2b(json.dumps(ids, sort_keys=True).encode(), digest_size=8).hexdigest()
