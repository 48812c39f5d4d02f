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
        raise ConfigurationError(f"cannot read the taxonomy {path}: {error}") from error
    if not isinstance(found, dict):
        raise ConfigurationError(f"the taxonomy {path} must hold version, trends, questions, directions and kinds")
    taxonomy = Taxonomy(
        version=str(found.get("version", "")),
        fingerprint=_fingerprint(found),
        trends=_parts(found, "trends", lambda e: Trend(e["id"], e["names"], e["meaning"])),
        questions=_parts(found, "questions", lambda e: Question(e["id"], e["names"], e["short"])),
        directions=_parts(found, "directions", _direction),
        kinds=_parts(found, "kinds", lambda e: Kind(e["id"], e["names"], e["study"])),
    )
    _check(taxonomy, path)
    return taxonomy


def _direction(entry: dict[str, Any]) -> Direction:
    return Direction(entry["id"], int(entry["number"]), entry["names"], entry["question"], entry["meaning"])


def _parts(found: dict[str, Any], name: str, make: Callable[[dict[str, Any]], Part]) -> tuple[Part, ...]:
    parts = []
    for number, entry in enumerate(found.get(name) or (), 1):
        try:
            parts.append(make(entry))
        except (KeyError, TypeError, ValueError) as error:
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


def _fingerprint(found: dict[str, Any]) -> str:
    """Of the ids that a model learns; other words for the same label leave a model valid."""
    ids = {name: [entry.get("id") for entry in found.get(name) or ()] for name in ("trends", "directions")}
    return blake2b(json.dumps(ids, sort_keys=True).encode(), digest_size=8).hexdigest()
