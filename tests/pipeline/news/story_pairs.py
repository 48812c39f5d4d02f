"""The real weeks and the pairs of signals in them that were labelled, and how well an answer agrees. Used by bench/stories.py.

A label says whether two signals tell the same news: "same", "other", or "near" (about the same matter, but telling something
else of it). See docs/stories.md. The texts are not ours to keep: an item is named by its source and a hash of its link.
"""

import gzip
import json
import runpy
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

from pipeline.core.model import Signal, WeekReason
from pipeline.core.weeks import Week
from pipeline.news.distil import MAX_TEXT, MAX_TITLE
from pipeline.news.text import plain, shorten

LABELS = Path(__file__).with_suffix(".jsonl")
TUNE, TEST = range(14, 20), range(20, 28)
"""Weeks of 2019. Nothing is tuned to the second half."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two items of *weeks* and what a reader made of them."""

    half: str
    stratum: str
    weeks: tuple[int, int]
    one: str
    other: str
    label: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """How an answer (which pairs are one story) agrees with the labels."""

    same: int
    near: int
    other: int
    missed: int

    @property
    def precision(self) -> float:
        """Of the pairs joined, the share that is the same news; pairs that are near are left out."""
        return self.same / max(1, self.same + self.other)

    @property
    def strict(self) -> float:
        """The same, when pairs that are near count as wrong."""
        return self.same / max(1, self.same + self.near + self.other)

    @property
    def recall(self) -> float:
        """Of the pairs that are the same news, the share joined."""
        return self.same / max(1, self.same + self.missed)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.precision * self.recall / max(1e-9, self.precision + self.recall)


def pairs() -> list[Pair]:
    """Every labelled pair."""
    rows = map(json.loads, LABELS.read_text(encoding="utf-8").splitlines())
    return [Pair(**row | {"weeks": tuple(row["weeks"])}) for row in rows]


def families(shared: Path) -> dict[str, str]:
    """The publisher of each source of the real weeks."""
    names = runpy.run_path(str(shared / "replay" / "serve.py"))["NAMES"]
    return {source: publisher for source, (_, _, publisher) in names.items()}


def week(shared: Path, number: int) -> list[Signal]:
    """The signals of a real week, oldest first, each link once as last seen; their ids are those of the labels."""
    found: dict[str, Signal] = {}
    with gzip.open(shared / "replay" / "weeks" / f"2019-W{number}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            when = datetime.fromisoformat(row["published"]).astimezone(UTC)
            name = f"{row['source']}:{blake2b(row['link'].encode(), digest_size=6).hexdigest()}"
            title, text = shorten(plain(row["title"]), MAX_TITLE), shorten(plain(row["summary"] or ""), MAX_TEXT)
            found[name] = Signal(
                name, row["source"], row["link"], title, text, "nl", when, when, Week.of(when), WeekReason.PUBLISHED
            )
    return sorted(found.values(), key=lambda s: (s.published or s.seen, s.id))


def agreement(asked: Iterable[Pair], stories: Mapping[int, Sequence[Iterable[Signal]]]) -> Agreement:
    """How *stories*, per week, agree with the pairs *asked*, which are within one week each."""
    of = {(number, s.id): story for number, found in stories.items() for story, told in enumerate(found) for s in told}
    count = Counter((p.label, of[p.weeks[0], p.one] == of[p.weeks[1], p.other]) for p in asked)
    return Agreement(count["same", True], count["near", True], count["other", True], count["same", False])
