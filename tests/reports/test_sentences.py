"""What the digest says of a week as a whole: what is news, how the wind stands, what was corrected."""

from dataclasses import replace

import pytest

from pipeline.core.corrections import WHOLE, Correction, Ruling
from pipeline.core.digest import Digest, SourceNote
from pipeline.core.findings import Cause, Comparison, Difference, LabelChange, News, Outcome, Overruled, Revision, Standing, Why
from pipeline.core.model import Decision
from pipeline.core.taxonomy import Bearing
from reports.account import MOST_SOURCES, account
from reports.headline import headline
from reports.phrases import phrases
from reports.reissue import reissue
from reports.sentences import NEEDED, balance, basis, brief, vane
from tests.reports.stories import DIRECTIONS, SEEN, TAXONOMY, TRENDS, Told, against, compared, digest, opinion, story

NL = phrases("nl")
TITLES = {label.id: label.names["nl"] for label in (*TAXONOMY.trends, *TAXONOMY.directions)}
FIRST, SECOND = (TITLES[trend] for trend in TRENDS[:2])
DIRECTION = TITLES[DIRECTIONS[0]]
MORE, USUAL = Comparison(Outcome.MORE, 5.0, 2, 9, 8), Comparison(Outcome.USUAL, 6.2, 1, 18, 8)
FEWER = Comparison(Outcome.FEWER, 20.0, 12, 30, 8)


def trending(*counts: int) -> Told:
    """So many stories of each trend, in their order."""
    ids = [(f"{trend}{n}", trend) for trend, count in zip(TRENDS, counts, strict=False) for n in range(count)]
    return Told(tuple(story(i) for i, _ in ids), tuple(opinion(i, {t: Decision.YES}) for i, t in ids))


def standing(label: str, count: int, found: Comparison, bearing: Bearing | None = None) -> Standing:
    """A count that stands out, or not."""
    return Standing(f"{label}/{bearing}" if bearing else label, TITLES[label], bearing, count, found, ())


def with_news(found: Digest, *out: Standing, nearest: Standing | None = None) -> Digest:
    """The digest with these counts standing out; a trend among them is its most striking."""
    trend = next((one.label for one in out if one.label in TRENDS), found.brief.trend)
    rows = {one.label: one.comparison for one in out}
    trends = tuple(replace(row, comparison=rows.get(row.id, row.comparison)) for row in found.trends)
    news = News(out, nearest or standing(DIRECTIONS[1], 3, USUAL), None, 8, 4)
    return replace(found, news=news, brief=replace(found.brief, trend=trend), trends=trends)


def said(lines: tuple[tuple[str, str], ...]) -> list[str]:
    """Lines as they are read."""
    return [f"{about}: {words}" for about, words in lines]


def test_trend_told_most_is_named_with_those_that_are_told_as_often() -> None:
    """One trend is named alone; of several that are even, none is put first."""
    assert said(brief(digest(trending(3, 2))))[0] == f"Meest genoemde trend: {FIRST} met 3 verhalen."
    assert said(brief(digest(trending(1, 1))))[0] == f"Meest genoemde trends: {FIRST} en {SECOND}, met elk 1 verhaal."
    assert not any("trend" in line for line in said(brief(digest(trending()))))


def test_nothing_is_news_is_said_with_what_would_have_been() -> None:
    """When every count is as usual that is told plainly, with the smallest rise that would have been seen."""
    lines = said(brief(with_news(digest(trending(3)))))
    nearest = f"{TITLES[DIRECTIONS[1]]} vanaf 19 verhalen (verwacht: 6,2)."
    told = f"niets, alle aantallen zijn als gewoonlijk. De kleinste stijging die wij gezien zouden hebben: {nearest}"
    assert lines[1:] == [f"Valt op: {told}"]


def test_news_is_told_once_with_its_winds_together() -> None:
    """A trend that stands out is the first line; a direction and its winds share one; the rest is as usual."""
    out = (
        standing(TRENDS[1], 14, MORE),
        standing(DIRECTIONS[0], 3, MORE, Bearing.TEGEN),
        standing(DIRECTIONS[0], 12, MORE),
    )
    found = with_news(digest(trending(9, 14)), *out)
    winds = f"{DIRECTION} met 12 verhalen, meer dan gewoonlijk (2–9); wind tegen met 3 verhalen, meer dan gewoonlijk (2–9)."
    assert said(brief(found)) == [
        f"Opvallendste trend: {SECOND} met 14 verhalen, meer dan gewoonlijk (2–9).",
        f"Valt op: {winds}",
        "De rest: als gewoonlijk.",
    ]
    assert "kleinste stijging" in basis(found)


def test_more_news_than_fits_is_counted() -> None:
    """Four counts that stand out are told, the others counted."""
    found = with_news(digest(trending(3)), *(standing(direction, 12, FEWER) for direction in DIRECTIONS[:6]))
    lines = said(brief(found))
    assert sum(line.startswith("Valt op") for line in lines) == 4
    assert "Verder: Nog 2 vallen op; zie hieronder." in lines


@pytest.mark.parametrize(
    ("why", "words"),
    [
        (Why.TOO_FEW_WEEKS, "er zijn 2 van de 4 weken die nodig zijn"),
        (Why.HALF_HEARD, "de bronnen zijn deze week maar half gehoord"),
        (None, "er zijn 2 van de 4 weken die nodig zijn"),
    ],
)
def test_what_cannot_be_said_is_not_said(why: Why | None, words: str) -> None:
    """Without weeks to compare with, or half heard, the reason stands in the place of a verdict."""
    found = replace(digest(trending(3)), news=News((), None, why, 2, 4))
    assert said(brief(found))[1:] == [f"Valt op: dat is nog niet te zeggen: {words}."]
    assert basis(found).startswith(f"Er is geen vergelijking met eerdere weken: {words}.")
    assert "gewoonlijk" not in " ".join(said(brief(found)))


@pytest.mark.parametrize(
    ("mee", "tegen", "arrow", "words"),
    [
        (8, 2, "→", "vooral mee"),
        (3, 2, "↗", "meer mee dan tegen"),
        (5, 5, "↑", "mee en tegen ongeveer gelijk"),
        (1, 4, "↖", "meer tegen dan mee"),
        (0, 5, "←", "vooral tegen"),
        (4, 0, "", ""),
    ],
)
def test_vane_turns_with_the_balance(mee: int, tegen: int, arrow: str, words: str) -> None:
    """Tegen is left and mee right; below five winds no arrow says anything, nor do words."""
    ids = [(f"s{n}", Bearing.MEE if n < mee else Bearing.TEGEN) for n in range(mee + tegen)]
    told = Told(tuple(story(i) for i, _ in ids), tuple(opinion(i, directions={DIRECTIONS[0]: b}) for i, b in ids))
    found = vane(digest(told))
    assert (found.mee, found.tegen, found.raakt, found.arrow, found.words) == (mee, tegen, 0, arrow, words)
    assert balance(found, NL).endswith(f": {words}." if words else " raakt.")
    assert bool(arrow) == (mee + tegen >= NEEDED)


@pytest.mark.parametrize(
    ("out", "line"),
    [
        ((standing(TRENDS[0], 9, MORE),), f"{FIRST} vaker in het nieuws dan gewoonlijk"),
        ((standing(TRENDS[0], 1, FEWER),), f"{FIRST} minder in het nieuws dan gewoonlijk"),
        ((standing(DIRECTIONS[0], 9, MORE, Bearing.MEE),), f"Meer wind mee dan gewoonlijk voor {DIRECTION}"),
        ((standing(DIRECTIONS[0], 9, FEWER, Bearing.TEGEN),), f"Minder tegenwind dan gewoonlijk voor {DIRECTION}"),
        (
            (standing(DIRECTIONS[0], 9, MORE, Bearing.MEE), standing(TRENDS[0], 9, MORE)),
            f"{FIRST} vaker in het nieuws dan gewoonlijk",
        ),
        ((), "3 trendsignalen deze week"),
    ],
)
def test_headline_names_what_stands_out(out: tuple[Standing, ...], line: str) -> None:
    """What is news makes the headline, a whole label before one of its winds; else the count does."""
    found = with_news(digest(trending(3)), *out)
    assert headline(found.counts, found.news, found.questions, found.stories, "nl") == line


def test_headline_does_not_say_a_headwind_twice() -> None:
    """A headwind that stands out and makes the headline anyway is said once."""
    found = with_news(digest(against(4, "ABC")), standing(DIRECTIONS[0], 4, MORE, Bearing.TEGEN))
    line = headline(found.counts, found.news, found.questions, found.stories, "nl")
    assert line == f"4 trendsignalen; tegenwind voor {DIRECTION}"


def test_corrections_are_told_with_what_they_changed() -> None:
    """Five are told and the others counted; then what they did to this week's counts."""
    rulings = [(TRENDS[0], r, None) for r in (Ruling.RIGHT, Ruling.WRONG)]
    rulings += [(DIRECTIONS[0], Ruling.MISSING, Bearing.TEGEN), (WHOLE, Ruling.NOISE, None), (WHOLE, Ruling.CHECKED, None)]
    rulings += [(TRENDS[1], Ruling.WRONG, None)]
    made = tuple(Correction(f"s{n}", label, ruling, "an", SEEN, bearing) for n, (label, ruling, bearing) in enumerate(rulings))
    given = replace(compared(0), corrections=made, titles={f"s{n}": f"Titel {n}" for n in range(6)})
    found = digest(trending(1), given=given)
    told = dict(account(found))["Correcties"]
    assert told == (
        f"6 sinds de vorige editie: «Titel 0» {FIRST} klopt; «Titel 1» {FIRST} klopt niet;"
        f" «Titel 2» {DIRECTION} (wind tegen) ontbrak; «Titel 3» is ruis; «Titel 4» is helemaal nagekeken; en nog 1."
        " Dat verandert geen aantal van deze week."
    )
    changed = replace(found, overruled=(Overruled(TRENDS[0], FIRST, 1, 2), Overruled(TRENDS[1], SECOND, 0, 1)))
    assert dict(account(changed))["Correcties"].endswith(f"veranderden: {FIRST} +1 −2; {SECOND} −1.")
    assert dict(account(digest(trending(1))))["Correcties"] == "Geen sinds de vorige editie."


def test_many_silent_sources_are_counted() -> None:
    """A dozen sources that were not heard are named; a hundred do not fill the mail."""
    found = digest(trending(1))
    notes = tuple(SourceNote(f"s{n}", f"Bron {n}", None, "") for n in range(MOST_SOURCES + 88))
    told = dict(account(replace(found, hearing=replace(found.hearing, silent=notes))))["Bronnen"]
    assert "Bron 11 (niet bevraagd) en 88 andere." in told
    assert "Bron 12 " not in told


def test_later_edition_opens_with_what_changed() -> None:
    """Why it was made and which counts are others, in the language of the edition; a first edition says nothing."""
    changes = Difference((LabelChange(DIRECTIONS[0], "oud", Bearing.TEGEN, 3, 1), LabelChange("weg", "Weg", None, 2, 0)), ())
    made = Revision(1, (Cause.CORRECTIONS, Cause.MODEL), changes)
    assert said(reissue(digest(trending(1), given=replace(compared(0), revision=made), number=2))) == [
        "Editie 2: komt in de plaats van editie 1: mensen hebben labels verbeterd en er is een ander model.",
        f"Andere aantallen: {DIRECTION} (wind tegen) 3 → 1; Weg 2 → 0.",
        "Verhalen: geen verhaal kreeg andere labels.",
    ]
    assert reissue(digest(trending(1))) == ()
