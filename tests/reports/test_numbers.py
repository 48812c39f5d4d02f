"""Page, text and JSON say the same numbers, each where it belongs."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.answers import SourceState
from pipeline.core.corrections import Correction, Ruling
from pipeline.core.digest import Digest
from pipeline.core.findings import Cause, Difference, LabelChange, Revision, StoryChange
from pipeline.core.taxonomy import Bearing
from reports.jsonform import digest_json
from reports.phrases import phrases
from reports.render import html, text
from tests.reports.reading import numerals, words
from tests.reports.stories import DIRECTIONS, SEEN, TRENDS, WEEK, Told, against, compared, counted, digest, weekful, weeks

SAY = phrases("nl")
FEW = settings(deadline=None, max_examples=20, derandomize=True)
N = SAY.number
OUTCOMES = {"more": "meer dan gewoonlijk", "fewer": "minder dan gewoonlijk", "usual": "als gewoonlijk"}


def _read(found: Digest) -> tuple[str, str, Any]:
    """The words of the page, those of the text without addresses, and the JSON."""
    plain = "\n".join(line for line in text(found).splitlines() if "://" not in line)
    return words(html(found)), " ".join(plain.split()), json.loads(digest_json(found))


def _usual(found: dict[str, Any]) -> str:
    low, high = found["low"], found["high"]
    return N(low) if low == high else f"{N(low)}–{N(high)}"


def _trends_agree(page: str, plain: str, told: list[dict[str, Any]]) -> None:
    for row in told:
        title, count, how = row["title"], N(row["count"]), row["comparison"]
        if how["low"] is None:
            assert re.search(rf"{title} {count} ", page)
            assert f"{title}: {SAY.stories(row['count'])} " in plain + " "
        else:
            said = OUTCOMES[how["outcome"]]
            assert f"{title} {count} {_usual(how)} {said}" in page
            assert f"{title}: {SAY.stories(row['count'])}, {said} ({_usual(how)})" in plain


def _directions_agree(page: str, plain: str, told: list[dict[str, Any]]) -> None:
    for block in (block for question in told for block in question["directions"]):
        mee, tegen, raakt = (N(block[wind]) for wind in ("mee", "tegen", "raakt"))
        name = re.escape(block["title"])
        if block["stories"]:
            assert re.search(rf"{block['number']}\s{name} [^▼◆]*▼\s{tegen} ▲\s{mee} ◆\s{raakt} ", page)
            assert f"{block['number']}. {block['title']} ▼ {tegen} tegen · ▲ {mee} mee · ◆ {raakt} raakt" in plain
        else:
            quiet = f"{block['number']} {block['title']} ({SAY.silence(block['quiet_weeks'])})"
            assert quiet in page
            assert quiet in plain


def _funnel(data: Any) -> list[str]:
    """The sentences of the funnel, made anew from the JSON."""
    counts, sources = data["counts"], data["sources"]
    partly, silent = len(sources["partly"]), len(sources["silent"])
    shown = f"{N(counts['shown'])} in deze mail + {N(counts['listed'])} alleen in de lijst"
    first = f"{SAY.items(counts['signals'])} → {SAY.stories(counts['stories'])} → {SAY.signals(counts['labelled'])}"
    return [
        f"{first}, waarvan {N(counts['directed'])} bij een groeirichting.",
        f"{N(sources['heard'] + partly)} van {N(sources['expected'])} bronnen gehoord.",
        f"{shown} + {N(counts['unlabelled'])} zonder label",
        f"{N(sources['expected'])} verwacht = {N(sources['heard'])} de hele week gehoord + {N(partly)} een deel",
        f"+ {N(silent)} niet gehoord",
    ]


@FEW
@given(weeks(), st.integers(0, 14), st.integers(0, 2000))
def test_page_text_and_json_agree(told: Told, before: int, usually: int) -> None:
    """Of any week, with and without weeks before it: every count, what is usual of it, and the funnel."""
    found = digest(told, given=compared(before, dict.fromkeys((*TRENDS, *DIRECTIONS), usually)))
    page, plain, data = _read(found)
    for said in (page, plain):
        assert [sentence for sentence in _funnel(data) if sentence not in said] == []
        assert sum(block["tegen"] for q in data["questions"] for block in q["directions"]) == found_in(said, "▼", "tegen,")
        assert sum(block["mee"] for q in data["questions"] for block in q["directions"]) == found_in(said, "▲", "mee,")
    assert before >= 4 or all(row["comparison"]["high"] is None for row in data["trends"])
    _trends_agree(page, plain, data["trends"])
    _directions_agree(page, plain, data["questions"])
    assert set(numerals(page)) == set(numerals(plain))


def test_what_is_usual_stands_in_page_and_text() -> None:
    """Of a busy week after six others, every trend has its range and its verdict in both, as in the JSON."""
    page, plain, data = _read(digest(weekful(40), given=compared(6)))
    assert {row["comparison"]["outcome"] for row in data["trends"]} <= set(OUTCOMES)
    _trends_agree(page, plain, data["trends"])
    _directions_agree(page, plain, data["questions"])


def found_in(said: str, sign: str, word: str) -> int:
    """The number between a sign and a word in the sentence on the balance."""
    found = re.search(rf"Over alle richtingen:[^:]*?{sign} (\d+) {word}", said)
    assert found
    return int(found[1])


def test_every_week_of_a_line_stands_in_page_and_text() -> None:
    """The numbers below a line are the history of the JSON, a half heard week with its star, a missing one with its dash."""
    given_ = compared(6)
    weeks_ = [counted(WEEK - n, {TRENDS[0]: 1000 + n}, heard=0.3 if n == 2 else 1.0) for n in range(1, 7)]
    found = digest(weekful(8), given=replace(given_, history=tuple(weeks_)))
    page, plain, data = _read(found)
    row = data["trends"][0]
    shown = [f"{N(p['count'])}{'*' if p['heard'] < 2 / 3 else ''}" for p in row["history"]]
    assert len(shown) == 7
    assert shown[-3] == "1.002*"
    assert f"{' '.join(['–'] * 5)} {' '.join(shown)} {data['trends'][1]['title']}" in page
    numbers = [int(p["week"][-2:]) for p in row["history"]]
    assert " · ".join(f"{week}: {count}" for week, count in zip(numbers, shown, strict=True)) in plain
    for said in (page, plain):
        assert f"{row['title']}: 1.006 in week 41, {row['count']} in week 47; hoogstens 1.006, in week 41." in said


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_accountability_adds_up_in_either_language(lang: str) -> None:
    """What was read, corrected and heard stands in page and text with the numbers of the JSON."""
    fetches = tuple((ident, SEEN, SourceState.TIMEOUT, "") for ident in ("nieuws",))
    changes = Difference((LabelChange(TRENDS[0], "x", None, 8, 1301),), (StoryChange("v", "Titel 77", ("a",), ()),))
    given_ = replace(
        compared(6),
        lang=lang,
        fetches=fetches,
        coverage={},
        corrections=(Correction("s-0", TRENDS[0], Ruling.WRONG, "an", SEEN),),
        titles={"s-0": "Titel 88"},
        revision=Revision(4, (Cause.CORRECTIONS, Cause.MODEL), changes),
    )
    found = digest(against(3, "ABC"), given=given_, number=5)
    page, plain, data = _read(found)
    intake = data["intake"]
    assert intake["entries"] == intake["new"] + intake["known"] + sum(intake["dropped"].values())
    said = {*map(N, (intake["answers"], intake["entries"], intake["new"], intake["known"])), "10", "77", "88", "8", "4", "5"}
    for written in (page, plain):
        assert said <= set(numerals(written))
        assert "8 → 1.301" in written or "8 → 1,301" in written
    assert set(numerals(page)) == set(numerals(plain))
    assert Bearing.TEGEN in {mark.bearing for card in found.stories for mark in card.bearings}
