"""A story in words that are its own."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.model import Assessment, Decision, DirectionVerdict, Span, Verdict, WeekReason
from pipeline.core.taxonomy import Bearing
from pipeline.core.weeks import HOUSE_ZONE
from reports.cards import card, doubts, is_old, names, sentence
from tests.reports.stories import DIRECTIONS, SEEN, SOURCES, TAXONOMY, TRENDS, late_story, opinion, source, story

NAMED = names(TAXONOMY)
TITLE = "Loket open"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Het loket gaat open. Daarna volgt koffie.", "Het loket gaat open."),
        ("Gaat het loket open? Dat is de vraag.", "Gaat het loket open?"),
        ("Wat een rij! 200 mensen wachten.", "Wat een rij!"),
        ("Zonder punt aan het eind", "Zonder punt aan het eind"),
        ("Het kost 3.50 euro per keer. Meer niet.", "Het kost 3.50 euro per keer."),
        ("Zij zei: “Ik wacht.” Toen ging zij.", "Zij zei: “Ik wacht.”"),
        ("Dat wil dr. Pietersen niet. Hij blijft.", "Dat wil dr. Pietersen niet."),
        ("Dr. Pietersen wil dat niet. Hij blijft.", "Dr. Pietersen wil dat niet."),
        ("Mw. Veen en dhr. Kuil bellen. Vaak.", "Mw. Veen en dhr. Kuil bellen."),
        ("De wijk St. Jozef krijgt een balie. Fijn.", "De wijk St. Jozef krijgt een balie."),
        ("Drs. Veen en Prof. Kuil schrijven. Vaak.", "Drs. Veen en Prof. Kuil schrijven."),
        ("J. Kuil en A.B. Veen bellen. Vaak.", "J. Kuil en A.B. Veen bellen."),
        ("Volgens art. 5 mag het. Punt.", "Volgens art. 5 mag het."),
        ("Het wordt druk. ook vandaag.", "Het wordt druk. ook vandaag."),
        ("", ""),
        ("   ", ""),
        ("LOKET — open!", ""),
        ("Loket open. De rest volgt.", ""),
    ],
)
def test_sentence_ends_where_a_reader_would_end_it(text: str, first: str) -> None:
    """The first sentence is cut at its first end, abbreviations are no end, and a repeated title is nothing."""
    assert sentence(text, TITLE) == first


def test_long_sentence_is_cut_at_twenty_five_words() -> None:
    """Twenty-five words stay whole; of more, twenty-five stay, without a dangling comma, and an ellipsis says so."""
    words = [f"woord{n}" for n in range(30)]
    assert sentence(" ".join(words[:25]), TITLE) == " ".join(words[:25])
    dangling = [*words[:24], "en,", *words[25:]]
    assert sentence(" ".join(dangling), TITLE) == " ".join([*words[:24], "en"]) + "…"


@settings(deadline=None, max_examples=100, derandomize=True)
@given(st.text(st.sampled_from("aB .,!?…”«»-–1\u00a0é"), max_size=300))
def test_sentence_is_short_and_begins_the_text(text: str) -> None:
    """Whatever the text: at most twenty-five words, and nothing that the text does not begin with."""
    found = sentence(text, TITLE)
    assert len(found.split()) <= 25
    begun = " ".join(text.split())
    assert begun.startswith((" ".join(found.split()), " ".join(found[:-1].split())))


@pytest.mark.parametrize(
    ("after", "old"),
    [(timedelta(weeks=8), False), (timedelta(weeks=8, seconds=1), True), (timedelta(days=-1), False)],
)
def test_late_story_is_old_after_eight_weeks(after: timedelta, old: bool) -> None:  # noqa: FBT001
    """A late story is old when more than eight weeks lie between its publication and our seeing it."""
    assert is_old(late_story("a", after)) is old


@pytest.mark.parametrize("reason", [r for r in WeekReason if r is not WeekReason.LATE])
def test_only_late_stories_grow_old(reason: WeekReason) -> None:
    """A story in its own week is news, whatever date the feed claims."""
    assert not is_old(story("a", published=SEEN - timedelta(days=900), reason=reason))


def test_day_is_that_of_the_house() -> None:
    """A story of late Sunday evening in UTC is Monday's in Amsterdam."""
    found = card(story("a", published=datetime(2026, 11, 15, 23, 30, tzinfo=UTC)), None, SOURCES, NAMED, HOUSE_ZONE)
    assert (found.day, found.late) == (date(2026, 11, 16), False)


@pytest.mark.parametrize(
    ("published", "reason"),
    [
        (None, WeekReason.UNDATED),
        (datetime(1970, 1, 1, tzinfo=UTC), WeekReason.ABSURD),
        (datetime(9999, 12, 31, 23, 59, tzinfo=UTC), WeekReason.FUTURE),
    ],
)
def test_date_that_is_not_believed_is_not_shown(published: datetime | None, reason: WeekReason) -> None:
    """A story without a sane date has no day, even at the end of the calendar."""
    assert card(story("a", published=published, reason=reason), None, SOURCES, NAMED, HOUSE_ZONE).day is None


def test_card_without_an_opinion_has_no_marks() -> None:
    """A story that no model judged, of a source that is gone, is still a card."""
    found = card(story("a", kind="verdwenen", signals=3), None, SOURCES, NAMED, HOUSE_ZONE)
    assert (found.kind, found.certainty, found.trends, found.bearings) == ("", 0.0, (), ())
    assert found.signals == ("a-0", "a-1", "a-2")


def test_card_shows_only_what_is_sure_surest_first() -> None:
    """Marks are the labels decided yes, by probability and then id, with their words once each."""
    words = (Span("title", 0, 5, "Loket"), Span("summary", 9, 14, "Loket"), Span("title", 6, 10, "open"))
    trends = (
        Verdict(TRENDS[1], 0.7, Decision.YES),
        Verdict(TRENDS[0], 0.7, Decision.YES),
        Verdict(TRENDS[2], 0.9, Decision.YES, words),
        Verdict(TRENDS[3], 0.99, Decision.UNSURE),
        Verdict(TRENDS[4], 0.99, Decision.NO),
    )
    directions = (
        DirectionVerdict(DIRECTIONS[0], 0.93456, Decision.YES, Bearing.TEGEN, 0.8),
        DirectionVerdict(DIRECTIONS[1], 0.95, Decision.UNSURE, Bearing.MEE, 0.8),
        DirectionVerdict(DIRECTIONS[2], 0.6, Decision.YES),
    )
    found = card(story("a"), Assessment("a-0", "m1", trends, directions), SOURCES, NAMED, HOUSE_ZONE)
    assert [m.id for m in found.trends] == [TRENDS[2], *sorted(TRENDS[:2])]
    assert found.trends[0].words == ("Loket", "open")
    assert [(m.id, m.bearing) for m in found.bearings] == [(DIRECTIONS[0], Bearing.TEGEN)]
    assert found.certainty == 0.9346


def test_doubts_are_named_likeliest_first() -> None:
    """Only unsure labels are doubts; each has its title and a probability of two decimals."""
    judged = opinion("a", {TRENDS[0]: Decision.UNSURE, TRENDS[1]: Decision.YES}, doubtful=[DIRECTIONS[0]], probability=0.456)
    found = doubts(judged, NAMED)
    assert [(d.label, d.probability) for d in found] == [(TRENDS[0], 0.46), (DIRECTIONS[0], 0.4)]
    assert found[0].title == TAXONOMY.trends[0].names["nl"]


def test_names_follow_the_language() -> None:
    """Every label has its title in the language asked for."""
    english = names(TAXONOMY, "en")
    assert set(english.trends) | set(english.directions) == set(TAXONOMY.labels)
    assert english.trends[TRENDS[0]] == TAXONOMY.trends[0].names["en"] != NAMED.trends[TRENDS[0]]


def test_reader_sees_one_outlet_per_family() -> None:
    """Of two sources of one family the lead's name is shown, and a source that is gone goes by its id."""
    sources = {
        "zuid": replace(source("zuid"), publisher="Huis"),
        "noord": replace(source("noord"), publisher="Huis"),
        "oost": source("oost"),
    }
    told = [story(i, kind=i).lead for i in ("zuid", "noord", "oost", "weg")]
    found = replace(story("a", kind="zuid", publishers=("Huis", "Oost", "weg")), lead=told[0], signals=tuple(told[::-1]))
    assert card(found, None, sources, NAMED, HOUSE_ZONE).outlets == ("Zuid", "Oost", "weg")
