import random
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.model import Signal, Story, WeekReason
from pipeline.core.weeks import Week
from pipeline.news.group import group

LAW = settings(deadline=None, max_examples=100, derandomize=True)
MONDAY = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
PUBLISHERS = {"meeuw": "Vogels", "stern": "Vogels", "uil": "Bos"}
FLOOD = "De rivier steeg vannacht tot boven de kade en het waterschap sloot de keersluis bij het oude veer."


def signal(name: str, title: str, text: str = "", *, source: str = "meeuw", hours: int = 0, dated: bool = True) -> Signal:
    """A signal of week 47 of 2026, *hours* after Monday morning."""
    moment = MONDAY + timedelta(hours=hours)
    reason = WeekReason.PUBLISHED if dated else WeekReason.UNDATED
    return Signal(name, source, "", title, text, "nl", moment if dated else None, moment, Week(2026, 47), reason)


def told(*signals: Signal) -> list[set[str]]:
    """Which signals are one story."""
    return [{s.id for s in story.signals} for story in group(signals, PUBLISHERS)]


WORDS = ["dijk", "rivier", "kade", "keersluis", "waterschap", "veer", "12", "13", "de", "en", "Straße", "ĳs", "🌊", "?!"]
PHRASES = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
SIGNALS = st.lists(
    st.tuples(PHRASES, PHRASES, st.sampled_from(["meeuw", "stern", "uil", "kraai"]), st.integers(0, 160), st.booleans()),
    max_size=14,
).map(lambda rows: [signal(f"s{n}", t, x, source=s, hours=h, dated=d) for n, (t, x, s, h, d) in enumerate(rows)])


@given(SIGNALS, st.randoms(use_true_random=False))
@LAW
def test_every_signal_in_exactly_one_story(signals: Sequence[Signal], dice: random.Random) -> None:
    """Every signal is in exactly one story, and the stories are the same in whatever order the signals come."""
    stories = group(signals, PUBLISHERS)
    assert sorted(s.id for story in stories for s in story.signals) == sorted(s.id for s in signals)
    shuffled = dice.sample(signals, len(signals))
    assert group(shuffled, PUBLISHERS) == stories
    assert group(iter(shuffled), PUBLISHERS) == stories


@given(SIGNALS)
@LAW
def test_form_of_the_stories(signals: Sequence[Signal]) -> None:
    """Stories have ids of their own, a lead among their signals, families that differ, and come oldest first."""
    stories = group(signals, PUBLISHERS)
    assert len({story.id for story in stories}) == len(stories)
    for story in stories:
        assert story.signals
        assert story.lead in story.signals
        assert story.week == Week(2026, 47)
        assert set(story.publishers) == {PUBLISHERS.get(s.source, s.source) for s in story.signals}
        assert len(set(story.publishers)) == len(story.publishers)
        moments = [s.published or s.seen for s in story.signals]
        assert moments == sorted(moments)
    firsts = [story.signals[0].published or story.signals[0].seen for story in stories]
    assert firsts == sorted(firsts)


TWINS = st.lists(st.tuples(PHRASES, PHRASES, st.sampled_from(["meeuw", "stern", "uil"]), st.integers(0, 30)), max_size=10).map(
    lambda rows: [signal(f"s{n}", f"kade {t} veer", x, source=s, hours=h) for n, (t, x, s, h) in enumerate(rows)]
)


@given(TWINS)
@LAW
def test_the_same_words_are_one_story(signals: Sequence[Signal]) -> None:
    """Signals that say the same at the same moment are never apart."""
    of = {s.id: story.id for story in group(signals, PUBLISHERS) for s in story.signals}
    told: dict[tuple[str, str, datetime | None], set[str]] = {}
    for s in signals:
        told.setdefault((s.title, s.text, s.published), set()).add(of[s.id])
    assert all(len(stories) == 1 for stories in told.values())


def test_nothing() -> None:
    """No signals, no stories."""
    assert group([], {}) == ()


def test_the_same_news_by_several_publishers() -> None:
    """The same news under different titles is one story, led by the first that has a text, with each family once."""
    signals = [
        signal("c", "Kade onder water na nachtelijke stijging", FLOOD, source="stern", hours=2),
        signal("a", "Kade onder water", source="meeuw", hours=0),
        signal("b", "Keersluis dicht, kade onder water", FLOOD, source="uil", hours=1),
        signal("d", "Kade onder water: rivier blijft stijgen", FLOOD + " Morgen meer.", source="meeuw", hours=3),
    ]
    (story,) = group(signals, PUBLISHERS)
    assert [s.id for s in story.signals] == ["a", "b", "c", "d"]
    assert story.lead.id == "b"
    assert story.publishers == ("Vogels", "Bos")


def test_the_lead_has_a_text() -> None:
    """The oldest signal leads, unless it has no text and another does."""
    title = "Kade onder water na stijging"
    one, other = signal("a", title), signal("b", title, FLOOD, hours=1)
    (story,) = group([one, other], PUBLISHERS)
    assert (story.lead, story.signals) == (other, (one, other))
    (bare,) = group([one, signal("b", title, hours=1)], PUBLISHERS)
    assert bare.lead == one


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("Kade onder water gelopen", "kade ONDER water: gelopen!", True),
        ("Groẞe Straße vannacht gesperrt", "grosse strasse vannacht gesperrt", True),
        ("Kade bij Plísková onder water", "Kade bij Pliskova onder water", True),
        ("Kade onder water gelopen", "Kade onder water gelopen vannacht", True),
        ("Schade van 1.200 euro aan de kade", "Schade van 1200 euro aan de kade", True),
        ("Kade onder water gelopen", "Bakker op de dijk stopt ermee", False),
        ("Vacature", "Vacature", False),
        ("Het weer van dinsdag 17 november", "Het weer van woensdag 18 november", False),
        ("Uitslagen amateurvoetbal van zaterdag", "Uitslagen amateurvoetbal van zondag", False),
        ("Rivier: bericht 1", "Rivier: bericht 2", False),
        ("Rivier: bericht 1", "Rivier: bericht 1 van 2", False),
        ("Rivier stijgt met 17 centimeter", "17 centimeter: rivier stijgt", True),
        ("", "", False),
        ("?!", "?!", False),
    ],
)
def test_titles_alone(one: str, other: str, together: bool) -> None:  # noqa: FBT001
    """Without texts the titles decide: the same words or nearly, more than one, and no other numbers or weekdays."""
    assert (len(told(signal("a", one), signal("b", other, source="uil"))) == 1) is together


@pytest.mark.parametrize(("source", "together"), [("uil", True), ("meeuw", False)])
def test_one_text_under_two_titles(source: str, together: bool) -> None:  # noqa: FBT001
    """A text under titles without a word in common is a wire copy when two outlets have it; one outlet repeats itself."""
    assert (len(told(signal("a", "Hoog water", FLOOD), signal("b", "Rivier stijgt", FLOOD, source=source))) == 1) is together


@pytest.mark.parametrize(("hours", "together"), [(3, True), (150, False)])
def test_time_tells_events_apart(hours: int, together: bool) -> None:  # noqa: FBT001
    """Rewritten news is joined within hours; the same words nearly a week later are another event."""
    later = "Het waterschap sluit de keersluis bij het veer: de rivier staat sinds vannacht hoger dan de kade."
    one, other = (
        signal("a", "Rivier boven de kade", FLOOD),
        signal("b", "Kade onder, rivier stijgt", later, source="uil", hours=hours),
    )
    assert (len(told(one, other)) == 1) is together


def test_events_of_the_same_kind_are_apart() -> None:
    """What two events share is the words of their kind; other names and numbers make them two stories."""
    kind = "Een automobilist van {} raakte {} gewond toen zijn auto op de {} tegen een boom reed. De politie doet onderzoek."
    named = [
        (23, "ernstig", "Veldweg in Dorphuizen"),
        (61, "licht", "Havenkade in Zuidmeer"),
        (45, "zwaar", "Molendijk in Lage Berg"),
    ]
    signals = [
        signal(f"s{n}", f"Gewonde bij ongeluk op {street}", kind.format(age, how, street), source=source, hours=n)
        for n, ((age, how, street), source) in enumerate(zip(named, ("meeuw", "uil", "kraai"), strict=True))
    ]
    assert len(told(*signals)) == 3


def test_a_chain_does_not_hold() -> None:
    """What is like one end of a story only stays out of it: the ends of a chain are not one story."""
    words = [f"{one}{other}ende" for one in "bdfgklmnpr" for other in ("aal", "oer", "eus", "iek", "uim", "erk", "ost", "ant")]
    texts = [words[4 * n : 4 * n + 20] for n in range(15)]
    signals = [signal(f"s{n}", f"Bericht {text[8]}", " ".join(text), hours=n) for n, text in enumerate(texts)]
    stories = told(*signals)
    assert any({"s0", "s1"} <= story for story in stories)
    assert not any({"s0", "s14"} <= story for story in stories)


@pytest.mark.parametrize("title", ["Kort en Klein: {}", "Berichten over de {}"])
def test_a_column_is_not_its_heading(title: str) -> None:
    """What a source says every day, over its title and before its text, joins nothing."""
    topics = "fietspad bakker concert zwembad markt brug molen school kermis haven toren bibliotheek".split()
    intro = "Elke ochtend verzamelt onze buurtredactie korte berichten van lezers, verenigingen, winkeliers en scholen."
    signals = [signal(f"s{n}", title.format(t), f"{intro} Over de {t}.", hours=4 * n) for n, t in enumerate(topics)]
    assert len(told(*signals)) == len(topics)
    assert len(told(*signals[:2])) == 1


def test_an_absurd_date_decides_nothing() -> None:
    """A signal whose date was not believed stands at the moment it was first seen."""
    old = replace(
        signal("a", "Kade onder water gelopen"), published=datetime(1970, 1, 1, tzinfo=UTC), week_reason=WeekReason.ABSURD
    )
    assert told(old, signal("b", "Kade onder water gelopen", source="uil")) == [{"a", "b"}]


def test_a_story_keeps_its_id_when_more_is_told() -> None:
    """Later signals join a story and leave its id as it was; another story has another."""
    first = signal("a", "Kade onder water gelopen", FLOOD)
    later = signal("b", "Kade onder water gelopen", FLOOD, source="uil", hours=5)
    before, after = group([first], PUBLISHERS), group([later, first], PUBLISHERS)
    assert before[0].id == after[0].id
    assert group([later], PUBLISHERS)[0].id != before[0].id


def test_an_unknown_source_is_its_own_family() -> None:
    """A source whose publisher nobody gave counts as a publisher of its own."""
    (story,) = group([signal("a", "Kade nat", source="kraai")], PUBLISHERS)
    assert story.publishers == ("kraai",)


def test_news_that_everybody_tells_is_one_story() -> None:
    """More copies than the index keeps per word are still one story."""
    stories = group(
        [signal(f"s{n}", f"Rivier stijgt, ziet lezer {chr(97 + n % 26)}", FLOOD, hours=n // 10) for n in range(150)], {}
    )
    assert len(stories) == 1


def test_cost_grows_with_the_week() -> None:
    """Four times the signals, unlike but for stock phrases, cost less than ten times as much: not the square."""
    dice = random.Random(7)
    vocabulary = [f"w{n}" for n in range(3000)]

    def week(size: int) -> list[Signal]:
        texts = (" ".join(dice.choices(vocabulary, k=30)) + " lees verder op onze site" for _ in range(size))
        return [signal(f"s{n}", f"Bericht nummer {n}", text, hours=n % 160) for n, text in enumerate(texts)]

    def seconds(signals: list[Signal]) -> float:
        started = time.process_time()
        stories: tuple[Story, ...] = group(signals, PUBLISHERS)
        assert len(stories) == len(signals)
        return time.process_time() - started

    small, large = week(1000), week(4000)
    least = min(seconds(small) for _ in range(3))
    assert min(seconds(large) for _ in range(2)) < 10 * least
