import pickle
from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime

import pytest

from pipeline.core.answers import Failed, Fetched, SourceState, Validators
from pipeline.core.ledger import SourceLedger
from pipeline.core.model import Assessment, Decision, DirectionVerdict, Signal, SourceCount, Verdict, WeekReason
from pipeline.core.taxonomy import Bearing
from pipeline.core.weeks import Week

MOMENT = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
SIGNAL = Signal(
    id="a1",
    source="meeuw",
    url="https://meeuw.example/1",
    title="Storm op zee",
    text="De haven sluit.",
    lang="nl",
    published=None,
    seen=MOMENT,
    week=Week(2026, 47),
    week_reason=WeekReason.UNDATED,
)


@pytest.mark.parametrize(
    ("state", "heard"),
    [
        (SourceState.FETCHED, True),
        (SourceState.NOT_MODIFIED, True),
        (SourceState.UNCHANGED, True),
        (SourceState.EMPTY, False),
        (SourceState.UNREACHABLE, False),
        (SourceState.TIMEOUT, False),
        (SourceState.REFUSED, False),
        (SourceState.HTTP_ERROR, False),
        (SourceState.THROTTLED, False),
        (SourceState.GONE, False),
        (SourceState.TOO_LARGE, False),
        (SourceState.HTML, False),
        (SourceState.NOT_A_FEED, False),
        (SourceState.UNPARSABLE, False),
    ],
)
def test_heard(state: SourceState, heard: bool) -> None:  # noqa: FBT001
    """A source was heard when it gave a feed or said that nothing changed, and in no other state."""
    assert state.heard is heard


def test_verdicts_are_trends_then_directions() -> None:
    """An assessment tells its verdicts as the labels stand: trends first."""
    trend = Verdict("nat", 0.9, Decision.YES)
    direction = DirectionVerdict("dijk", 0.6, Decision.UNSURE, Bearing.MEE, 0.7)
    assert Assessment("a1", "m1", (trend,), (direction,)).verdicts == (trend, direction)
    assert Assessment("a1", "m1", (), ()).verdicts == ()


def test_nouns_do_not_change() -> None:
    """A signal never changes, and takes no fields that the plan does not know."""
    with pytest.raises(FrozenInstanceError):
        SIGNAL.title = "Windstil"  # type: ignore[misc]
    with pytest.raises((AttributeError, TypeError)):
        SIGNAL.mood = "boos"  # type: ignore[attr-defined]
    assert replace(SIGNAL, title="Windstil") != SIGNAL


@pytest.mark.parametrize(
    "noun",
    [
        SIGNAL,
        Fetched("meeuw", MOMENT, "https://meeuw.example/", "text/xml", b"<rss/>", Validators("e"), 0.1),
        Failed("meeuw", MOMENT, SourceState.GONE, "HTTP 410", 0.1),
        SourceLedger("meeuw", SourceState.FETCHED, "", 3, 1, 1, {"no-text": 1}, MOMENT, 0.1),
        SourceCount(3, {"nat": 1}, 1.0),
    ],
    ids=lambda noun: type(noun).__name__,
)
def test_nouns_cross_to_another_process_and_hash(noun: object) -> None:
    """Nouns that a Map carries survive the journey as equals, and all can stand in a set, also those with counts."""
    assert pickle.loads(pickle.dumps(noun)) == noun
    assert hash(pickle.loads(pickle.dumps(noun))) == hash(noun)
