"""The mail as a page and as text."""

import os
import re
import subprocess
import sys
from dataclasses import asdict, replace
from datetime import timedelta
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.answers import SourceState
from pipeline.core.digest import Digest
from pipeline.core.estimates import Estimate, Rule
from pipeline.core.model import Decision, WeekReason
from pipeline.core.taxonomy import Bearing
from pipeline.core.weeks import Week
from reports.phrases import phrases
from reports.render import fold, html, share, text
from tests.conftest import ROOT
from tests.reports.reading import numerals, words
from tests.reports.stories import (
    DIRECTIONS,
    SEEN,
    TAXONOMY,
    TRENDS,
    WEEK,
    Told,
    against,
    background,
    compared,
    counted,
    digest,
    late_story,
    opinion,
    story,
    weekful,
    weeks,
)

SAY = phrases("nl")
few = settings(deadline=None, max_examples=25, derandomize=True)


def _both(found: Digest) -> tuple[str, str]:
    return words(html(found)), " ".join(text(found).split())


def _unsaid(found: Digest) -> set[tuple[str, int, str]]:
    """The counts that are not in the mail; the parts that may be zero are said only when there are any."""
    numbers = {part: set(numerals(said)) for part, said in zip("ht", _both(found), strict=True)}
    counts = {name: n for name, n in asdict(found.counts).items() if n or name not in {"old", "late"}}
    return {(name, n, part) for part in numbers for name, n in counts.items() if SAY.number(n) not in numbers[part]}


@few
@given(weeks())
def test_every_count_stands_in_page_and_text(told: Told) -> None:
    """Page and text say every number of the funnel."""
    assert _unsaid(digest(told)) == set()


def test_large_counts_are_written_in_dutch_in_both() -> None:
    """Counts that differ from each other all stand in page and text, with points."""
    counts = replace(
        digest(Told((), ())).counts,
        signals=31284,
        stories=21001,
        doubles=10283,
        labelled=4002,
        trended=3003,
        directed=2004,
        unsure=1005,
        shown=1008,
        listed=1009,
        unlabelled=15994,
        old=1006,
        late=1007,
    )
    found = replace(digest(weekful(9)), counts=counts)
    assert _unsaid(found) == set()
    assert all("31.284 berichten = 21.001 verhalen + 10.283 dubbele berichten" in said for said in _both(found))


@few
@given(weeks())
def test_text_lines_fit_in_seventy_two_columns(told: Told) -> None:
    """No line but a link is longer than 72 columns, and no two empty lines follow each other."""
    written = text(digest(told))
    assert [line for line in written.splitlines() if len(line) > 72 and "://" not in line] == []
    assert "\n\n\n" not in written
    assert written.endswith("\n")
    assert not written.endswith("\n\n")


LONG = "Meervoudigepersoonlijkheidsbeschermingswet" * 5


def test_words_longer_than_a_line_are_broken_in_text_and_links_are_not() -> None:
    """A title without a space is broken at 72 columns; a long link stays whole on a line of its own."""
    address = "https://krant.example/" + "pad/" * 40
    told = Told((story("a", title=LONG, text=f"Zie {LONG}. Meer.", url=address),), (opinion("a", {TRENDS[0]: Decision.YES}),))
    lines = text(digest(told)).splitlines()
    assert [line for line in lines if len(line) > 72] == [f"  {address}"]


@few
@given(st.text(max_size=400), st.integers(0, 6))
def test_fold_keeps_the_text_and_the_width(written: str, indent: int) -> None:
    """Folding adds line ends and indents, loses nothing, and keeps to 72 columns."""
    folded = fold(written, indent, "* ")
    assert all(len(line) <= 72 for line in folded.split("\n"))
    assert "".join(folded.removeprefix("* ").split()) == "".join(written.split()) or not written.split()


@pytest.mark.parametrize(("weeks_", "silence"), [(0, "deze week"), (2, "derde week"), (14, "al 15 weken")])
def test_quiet_directions_share_a_line(weeks_: int, silence: str) -> None:
    """Directions without stories stand in one line per question, each with the length of its silence."""
    history = [counted(WEEK - back) for back in range(1, weeks_ + 1)]
    for said in _both(digest(Told((), ()), given=background(history))):
        assert said.count(f"({silence})") == len(DIRECTIONS)
        assert said.count("Geen signalen:") == len(TAXONOMY.questions)
        assert "om te lezen" not in said


def test_late_old_and_silent_are_said() -> None:
    """A late story is marked, an old one counted, and a source that was silent is named with the reason."""
    stories = (late_story("a", timedelta(weeks=2)), late_story("b", timedelta(weeks=20)))
    fetches = [("nieuws", SEEN, SourceState.TIMEOUT, "x"), ("overheid", SEEN, SourceState.FETCHED, "")]
    fetches += [("overheid", SEEN, SourceState.GONE, "x")]
    found = digest(Told(stories, (opinion("a", {TRENDS[0]: Decision.YES}),)), given=background(fetches=fetches))
    for said in _both(found):
        assert "· nagekomen" in said
        assert "1 ouder dan acht weken" in said
        assert "1 signaal is nagekomen uit een eerdere week" in said
        assert re.search(rf"Niet gehoord: .*Nieuws \({SAY.trouble(SourceState.TIMEOUT)}\)", said)
        assert f"Niet de hele week gehoord: Overheid ({SAY.part_of_week(0.5, SourceState.GONE)})" in said
        assert "1 van 4 bronnen gehoord" in said
    assert stories[0].lead.week_reason is WeekReason.LATE


def test_counts_that_a_sample_corrects_are_said_with_their_interval() -> None:
    """Of a checked sample page and text say the estimate, its interval and what was counted; without one they say nothing."""
    given = replace(background(), estimates=(Estimate(TRENDS[4], 18, 14, 11, 19, 187, Rule.SAMPLE),))
    for said in _both(digest(against(3, "ABC"), given=given)):
        assert (
            "gerekend uit 187 verhalen die mensen nakeken, met een marge van 95 %: Robotisering 14 (11–19; geteld 18)." in said
        )
    assert all("nakeken" not in said for said in _both(digest(against(3, "ABC"))))


def test_first_line_has_week_dates_and_edition() -> None:
    """The dates of the week stand on top in Dutch, over the turn of the year too; a later edition says its number."""
    found = digest(Told((), ()), week=Week(2026, 1), number=2)
    for said in _both(found):
        assert said.startswith("Windwijzer · week 1 · 29 december 2025–4 januari 2026 · editie 2 ")
    assert "editie 1" not in text(digest(Told((), ()))).partition("VERANTWOORDING")[0]


def test_headline_stands_in_both() -> None:
    """The headline is told in page and text."""
    for said in _both(digest(against(3, "ABC"))):
        assert "3 trendsignalen; tegenwind voor" in said


def test_page_of_a_busy_week_is_not_clipped() -> None:
    """Sixty labelled stories stay below 95 kB, where mail programs do not cut; nothing in it is fetched from elsewhere."""
    found = digest(weekful(), given=compared(12))
    page = html(found)
    assert found.counts.labelled == 60
    assert len(page.encode()) < 95_000
    assert page.count("<img ") == len(TRENDS)
    assert not re.search(r"<(script|link|iframe|form|object)|url\(|@import", page)
    assert set(re.findall(r'\ssrc="([^"]{22})', page)) == {"data:image/png;base64,"}


def test_every_link_leads_to_a_story_and_says_where_to() -> None:
    """Each address in the page is that of a story of the digest, and its text is the title; text and page have the same."""
    found = digest(weekful(), given=compared(12))
    titles = {(card.url, card.title) for card in found.stories}
    linked = re.findall(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', html(found))
    assert len(linked) > 20
    assert {(unescape(url), unescape(title)) for url, title in linked} <= titles
    assert {unescape(url) for url, _ in linked} == set(re.findall(r"https?://\S+", text(found)))


def test_words_of_another_language_are_marked() -> None:
    """Title, sentence and words of foreign news carry its language; what we say of it does not."""
    told = Told(
        (story("a", title="Desk opens", text="A town opens a desk. More.", kind="buitenland"),),
        (opinion("a", {TRENDS[0]: Decision.YES}),),
    )
    page = html(digest(told))
    assert re.findall(r'<(\w+)[^>]* lang="en"[^>]*>([^<]*)<', page) == [("a", "Desk opens"), ("div", "A town opens a desk.")]
    assert re.findall(r'<html lang="(\w+)"', page) == ["nl"]


def test_story_told_elsewhere_is_pointed_to() -> None:
    """A story that stands in full above is named with its bearing and the words that say so."""
    told = Told((story("a"),), (opinion("a", {}, dict.fromkeys(DIRECTIONS[:2], Bearing.TEGEN)),))
    for said in _both(digest(told)):
        assert said.count("▼ wind tegen ook: Verhaal a (zie boven)") == 2


@pytest.mark.parametrize(("count", "most", "width"), [(0, 0, 0), (0, 9, 0), (9, 9, 100), (1, 1000, 1), (3, 9, 33.33)])
def test_bar_is_in_proportion_and_never_invisible(count: int, most: int, width: float) -> None:
    """A bar has the share of the longest, a hundredth at least, and none without a story."""
    assert share(count, most) == width


SAME = """
import hashlib
from reports.jsonform import digest_json
from reports.render import html, text
from tests.reports.stories import compared, digest, weekful
found = digest(weekful(), given=compared(12))
print(hashlib.sha256("".join([digest_json(found), html(found), text(found)]).encode()).hexdigest())
"""


def test_same_digest_gives_the_same_bytes() -> None:
    """JSON, page and text hang on nothing but the digest: not on the process, its hash seed, its language or its zone."""
    odd = {"0": ("C.UTF-8", "UTC"), "1": ("nl_NL.UTF-8", "Pacific/Auckland"), "2": ("en_US.UTF-8", "America/New_York")}
    running = [
        subprocess.Popen(
            [sys.executable, "-c", SAME],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed, "LC_ALL": language, "TZ": zone},
            stdout=subprocess.PIPE,
        )
        for seed, (language, zone) in odd.items()
    ]
    sums = {process.communicate(timeout=60)[0] for process in running}
    assert [process.returncode for process in running] == [0, 0, 0]
    assert len(sums) == 1
    assert len(sums.pop().strip()) == 64


def test_page_says_its_encoding_early() -> None:
    """A browser looks for the encoding in the first 1024 bytes only."""
    assert b"charset" in html(digest(weekful())).encode()[:1024]
