"""The gate: what a digest claims is borne out by its stories, or it is not issued."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings

from pipeline.core.digest import Digest
from pipeline.core.model import Decision
from pipeline.core.taxonomy import Bearing
from reports.gate import complaints
from tests.reports.stories import TRENDS, Told, digest, opinion, story, weekful, weeks

BUSY = weekful(24)
SOME = Told(
    (*BUSY.stories, story("stil"), story("raar")),
    (*BUSY.opinions, opinion("raar", {TRENDS[0]: Decision.UNSURE}, probability=0.2)),
)


def _complaints(found: Digest, told: Told) -> tuple[str, ...]:
    return complaints(found, told.stories, {one.signal: one for one in told.opinions})


@settings(deadline=None, max_examples=60, derandomize=True)
@given(weeks())
def test_composed_digest_passes(told: Told) -> None:
    """Whatever the week, what is composed claims only what is there."""
    assert _complaints(digest(told), told) == ()


def _first(found: Digest, **changes: object) -> Digest:
    first, *rest = found.stories
    return replace(found, stories=(replace(first, **changes), *rest))  # type: ignore[arg-type]


def _funnel(name: str) -> Callable[[Digest], Digest]:
    return lambda found: replace(found, counts=replace(found.counts, **{name: getattr(found.counts, name) + 1}))


def _row(found: Digest) -> Digest:
    first, *rest = found.trends
    return replace(found, trends=(replace(first, count=first.count + 1), *rest))


def _row_ids(found: Digest) -> Digest:
    first, second, *rest = found.trends
    return replace(found, trends=(replace(first, stories=second.stories), second, *rest))


def _bearing(found: Digest) -> Digest:
    first, *rest = found.questions
    block, *others = first.directions
    turned = replace(block, mee=block.mee + 1, tegen=block.tegen - 1)
    return replace(found, questions=(replace(first, directions=(turned, *others)), *rest))


def _headwind(found: Digest) -> Digest:
    assert found.brief.headwind
    quiet = next(c.id for c in found.stories if all(mark.bearing is not Bearing.TEGEN for mark in c.bearings))
    return replace(found, brief=replace(found.brief, headwind=replace(found.brief.headwind, id=quiet)))


CHANGES: dict[str, Callable[[Digest], Digest]] = {
    **{
        name: _funnel(name)
        for name in "signals stories doubles labelled trended directed unsure shown listed unlabelled old late".split()
    },
    "title": lambda found: _first(found, title="Iets anders"),
    "link": lambda found: _first(found, url="https://elders.example/"),
    "publishers": lambda found: _first(found, publishers=("Verzonnen",)),
    "signals of a story": lambda found: _first(found, signals=("x",)),
    "sentence": lambda found: _first(found, sentence="Dat staat er niet."),
    "labels": lambda found: _first(found, trends=()),
    "words": lambda found: _first(
        found, bearings=tuple(replace(mark, words=("verzonnen",)) for mark in found.stories[0].bearings)
    ),
    "trend": _row,
    "stories of a trend": _row_ids,
    "bearing": _bearing,
    "headwind": _headwind,
    "twice": lambda found: replace(found, lead=(*found.lead, found.lead[0])),
    "forgotten": lambda found: replace(found, left_out=()),
    "unknown story": lambda found: _first(found, id="v-onbekend"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_claim_that_does_not_hold_is_stopped(change: Callable[[Digest], Digest]) -> None:
    """One number, word, link or id that is not that of the evidence is enough."""
    found = digest(SOME)
    assert _complaints(found, SOME) == ()
    assert found.stories[0].bearings
    assert _complaints(change(found), SOME)
