import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.core.model import Signal, WeekReason
from pipeline.core.weeks import Week
from pipeline.news.group import follow, group
from tests.pipeline.news.story_pairs import TEST, TUNE, agreement, families, pairs, week

WIRE = Path(__file__).with_name("wire_pairs.jsonl")
MONDAY = datetime(2026, 11, 16, 8, tzinfo=UTC)
SHORT = 22
"""The week of the short form; `./run proof stories` takes all fourteen."""


def test_the_labels_are_enough_and_hold_no_text() -> None:
    """Six hundred pairs per half, of that half's weeks, each labelled once; items are named by hash, not by their words."""
    found = pairs()
    assert {p.label for p in found} == {"same", "near", "other"}
    assert all(set(p.weeks) <= set(TUNE if p.half == "tune" else TEST) for p in found)
    for half in ("tune", "test"):
        labelled = [(p.one, p.other) for p in found if p.half == half and p.stratum not in {"seed", "followed"}]
        assert len(labelled) >= 600
        assert len(set(labelled)) == len(labelled)
    names = {name for p in found for name in (p.one, p.other)}
    assert all(len(name.partition(":")[2]) == 12 and int(name.partition(":")[2], 16) >= 0 for name in names)


@pytest.fixture(scope="session")
def real(shared: Path) -> list[Signal]:
    """A real week of the test half."""
    return week(shared, SHORT)


def test_real_stories(shared: Path, real: list[Signal]) -> None:
    """In a real week, what is joined is nearly always the same news, and most of the same news is joined."""
    stories = group(real, families(shared))
    asked = [p for p in pairs() if p.weeks == (SHORT, SHORT)]
    joined = agreement(asked, {SHORT: [story.signals for story in stories]})
    assert joined.precision >= 0.94
    assert joined.strict >= 0.82
    found = agreement([p for p in asked if not p.stratum.startswith("joined")], {SHORT: [s.signals for s in stories]})
    assert found.recall >= 0.7
    assert sum(len(story.publishers) > 1 for story in stories) > 200


def test_every_item_of_the_labels_is_in_its_week(real: list[Signal]) -> None:
    """The labels name items that the real weeks have."""
    names = {s.id for s in real}
    asked = [p for p in pairs() if p.weeks == (SHORT, SHORT)]
    assert asked
    assert all(p.one in names and p.other in names for p in asked)


def test_stories_of_a_real_week_go_on(shared: Path, real: list[Signal]) -> None:
    """Some stories of a real week go on with those of the week before; most are new."""
    publishers = families(shared)
    earlier, stories = group(week(shared, SHORT - 1), publishers), group(real, publishers)
    goes_on = follow(stories, earlier)
    assert 5 < len(goes_on) < len(stories) / 10
    assert set(goes_on) <= {story.id for story in stories}
    assert set(goes_on.values()) <= {story.id for story in earlier}


def test_wire_copies_in_other_languages() -> None:
    """Names and numbers join the same news in Dutch, English and German; news of the same kind with others stays apart.

    One invented pair is known to be joined wrongly: two matches of one tennis player within hours.
    """
    rows = [json.loads(line) for line in WIRE.read_text(encoding="utf-8").splitlines()]
    signals = []
    for number, row in enumerate(rows):
        for side, hours in (("one", 0), ("other", 5)):
            said, when = row[side], MONDAY + timedelta(hours=hours + 3 * number % 60)
            words = (said["title"], said["text"], said["lang"])
            signals.append(
                Signal(f"{number}-{side}", f"{side}{number % 3}", "", *words, when, when, Week(2026, 47), WeekReason.PUBLISHED)
            )
    of = {s.id: story.id for story in group(signals, {}) for s in story.signals}
    together = [of[f"{number}-one"] == of[f"{number}-other"] for number in range(len(rows))]
    assert len({(row["one"]["lang"], row["other"]["lang"]) for row in rows if row["label"] == "same"}) == 3
    assert all(joined for joined, row in zip(together, rows, strict=True) if row["label"] == "same")
    wrong = [row["one"]["title"] for joined, row in zip(together, rows, strict=True) if joined and row["label"] == "other"]
    assert len(wrong) <= 1
