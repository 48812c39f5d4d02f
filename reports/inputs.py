"""All that an edition is made of, frozen: the same inputs give the same edition, on any machine and any day. Pure.

Signals never change, so a frozen document names them by id; all else stands in it whole.
"""

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from zlib import compress, decompress, error

from pydantic import TypeAdapter

from pipeline.core.errors import EditionError
from pipeline.core.model import Assessment, Decision, Signal, Story
from pipeline.core.weeks import Week
from reports.background import Background

LIBRARIES = ("babel", "css-inline", "jinja2", "markupsafe", "matplotlib", "numpy", "pillow", "scipy")
"""Those whose version may change a byte of an edition."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """A week's stories, what was thought of their leads (by signal id), and all else, at one moment (*now*)."""

    week: Week
    number: int
    now: datetime
    stories: tuple[Story, ...]
    assessments: Mapping[str, Assessment]
    background: Background
    libraries: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Told:
    """A story by the ids of its signals."""

    id: str
    lead: str
    signals: tuple[str, ...]
    publishers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Frozen:
    week: Week
    number: int
    now: datetime
    stories: tuple[_Told, ...]
    assessments: dict[str, Assessment]
    background: Background


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands on the first line of a document, above all that it is made of."""

    fingerprint: str
    libraries: dict[str, str]


def gathered(
    week: Week,
    number: int,
    now: datetime,
    stories: Sequence[Story],
    assessments: Mapping[str, Assessment],
    background: Background,
) -> Inputs:
    """Inputs of today's libraries, with only those assessments that decide something of a story."""
    kept = {s.lead.id: assessments[s.lead.id] for s in stories if s.lead.id in assessments}
    decided = {
        signal: found for signal, found in sorted(kept.items()) if any(v.decision is not Decision.NO for v in found.verdicts)
    }
    opinions = {signal: found for signal, found in sorted(background.opinions.items()) if found != kept.get(signal)}
    return Inputs(week, number, now, tuple(stories), decided, replace(background, opinions=opinions), dict(libraries()))


def fingerprint(inputs: Inputs) -> str:
    """Follows from all that went in, the text of every signal included, but for the libraries."""
    return _print(_body(inputs), {signal.id: signal for story in inputs.stories for signal in story.signals})


def freeze(inputs: Inputs) -> bytes:
    """The document to keep; `thaw` reads it."""
    head = _heads().dump_json(_Head(fingerprint(inputs), dict(inputs.libraries)))
    return compress(head + b"\n" + _body(inputs), level=9)


def signals_of(document: bytes) -> tuple[str, ...]:
    """The ids of the signals that `thaw` needs."""
    _, _, found = _read(document)
    return tuple(signal for story in found.stories for signal in story.signals)


def thaw(document: bytes, signals: Mapping[str, Signal]) -> Inputs:
    """The inputs in a *document*. EditionError when one of its *signals* is missing, or is not what it was."""
    head, body, found = _read(document)
    wanted = {signal for story in found.stories for signal in story.signals}
    if missing := wanted - signals.keys():
        raise EditionError(
            f"{len(missing)} signals of {found.week}/{found.number} are not in the store, such as {min(missing)}"
        )
    if _print(body, {ident: signals[ident] for ident in wanted}) != head.fingerprint:
        raise EditionError(f"what {found.week}/{found.number} was made of has changed in the store: restore it from a backup")
    stories = tuple(
        Story(told.id, found.week, signals[told.lead], tuple(signals[s] for s in told.signals), told.publishers)
        for told in found.stories
    )
    return Inputs(found.week, found.number, found.now, stories, found.assessments, found.background, head.libraries)


@cache
def libraries() -> tuple[tuple[str, str], ...]:
    """What editions are made with here: this program, Python, and `LIBRARIES`."""
    return (("python", platform.python_version()), *((name, _version(name)) for name in ("windwijzer", *LIBRARIES)))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "0"


def _body(inputs: Inputs) -> bytes:
    told = tuple(
        _Told(story.id, story.lead.id, tuple(signal.id for signal in story.signals), story.publishers)
        for story in inputs.stories
    )
    whole = _Frozen(inputs.week, inputs.number, inputs.now, told, dict(inputs.assessments), inputs.background)
    return _bodies().dump_json(whole)


def _print(body: bytes, signals: Mapping[str, Signal]) -> str:
    """Of the bytes as they are kept, so that it stays the same when a later program knows more than this one."""
    digest = blake2b(body, digest_size=16)
    for _, one in sorted(signals.items()):
        published = one.published.isoformat() if one.published else None
        said = (one.id, one.source, one.url, one.title, one.text, one.lang, published, one.seen.isoformat(), str(one.week))
        digest.update(repr((*said, one.week_reason.value)).encode())
    return digest.hexdigest()


@cache
def _bodies() -> TypeAdapter[_Frozen]:
    return TypeAdapter(_Frozen)


@cache
def _heads() -> TypeAdapter[_Head]:
    return TypeAdapter(_Head)


def _read(document: bytes) -> tuple[_Head, bytes, _Frozen]:
    try:
        head, _, body = decompress(document).partition(b"\n")
        return _heads().validate_json(head), body, _bodies().validate_json(body)
    except (ValueError, error) as wrong:
        raise EditionError(f"the inputs of an edition cannot be read ({wrong}): restore them from a backup") from wrong
