import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.model import Signal, Story, WeekReason
from pipeline.core.weeks import Week
from pipeline.group import group

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


@given(SIGNALS)
@LAW
def test_the_same_words_are_one_story(signals: Sequence[Signal]) -> None:
    """Signals with the same long title are never apart."""
    of = {s.id: story.id for story in group(signals, PUBLISHERS) for s in story.signals}
    by_title: dict[str, set[str]] = {}
    for s in signals:
        words = s.title.casefold().replace("🌊", "").replace("?!", "").split()
        if len(words) >= 4:
            by_title.setdefault(" ".join(words), set()).add(of[s.id])
    assert all(len(stories) == 1 for stories in by_title.values())


def test_nothing() -> None:
    """No signals, no stories."""
    assert group([], {}) == ()


def test_the_same_news_by_several_publishers() -> None:
    """The same news under different headings is one story, led by the first that has a text, with each family once."""
    signals = [
        signal("c", "Kade onder water na nachtelijke stijging", FLOOD, source="stern", hours=2),
        signal("a", "Kade onder water", source="meeuw", hours=0),
        signal("b", "Keersluis dicht, kade onder water", FLOOD, source="uil", hours=1),
        signal("d", "Kade onder water: rivier blijft stijgen", FLOOD + " Morgen meer.", source="meeuw", hours=3),
    ]
    stories = group(signals, PUBLISHERS)
    assert [[s.id for s in story.signals] for story in stories] == [["a"], ["b", "c", "d"]]
    assert stories[1].lead.id == "b"
    assert stories[1].publishers == ("Bos", "Vogels")


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
        ("Kade onder water gelopen", "Kade onder water gelopen vannacht", True),
        ("Kade onder water gelopen", "Kade weer droog na vannacht", False),
        ("Vacature", "Vacature", False),
        ("Het weer van dinsdag 17 november", "Het weer van dinsdag 18 november", False),
        ("", "", False),
        ("?!", "?!", False),
    ],
)
def test_titles_alone(one: str, other: str, together: bool) -> None:  # noqa: FBT001
    """Without texts the titles decide: the same words or nearly, more than one, and no other number."""
    assert (len(told(signal("a", one), signal("b", other, source="uil"))) == 1) is together


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        pytest.param("Rivier boven de kade", "Waterschap sluit keersluis bij rivier", True, id="a word of some length"),
        pytest.param("Hoog water", "Kade nat", False, id="no word in common"),
        pytest.param("Kade nat", "Kade dicht", False, id="only a short word in common"),
        pytest.param("Rivier: bericht 1", "Rivier: bericht 2", False, id="another number"),
        pytest.param("Rivier: bericht 1", "Rivier: bericht 1 van 2", False, id="a number more"),
        pytest.param("Rivier: bericht", "Rivier: bericht 2", True, id="a number in one of them only"),
        pytest.param("Rivier 17 november", "17 november: rivier stijgt", True, id="the same number"),
    ],
)
def test_titles_have_a_say(one: str, other: str, together: bool) -> None:  # noqa: FBT001
    """The same text is one story only when the titles share a word of some length and no other numbers."""
    assert (len(told(signal("a", one, FLOOD), signal("b", other, FLOOD, source="uil"))) == 1) is together


@pytest.mark.parametrize(("title", "together"), [("Kade onder water gelopen", True), ("Nieuws van vandaag", False)])
def test_a_short_title_is_repeated_for_other_news(title: str, together: bool) -> None:  # noqa: FBT001
    """Over different texts the same title makes one story only when it has four words or more."""
    other = "Gratis parkeren in de binnenstad wordt volgend jaar afgeschaft."
    assert (len(told(signal("a", title, FLOOD), signal("b", title, other))) == 1) is together


def test_other_news_in_like_words_is_apart() -> None:
    """Texts that share less than half of their word pairs are two stories, though their titles share words."""
    other = "De rivier daalde vandaag tot onder de kade en het waterschap opende de keersluis na drie dagen wachten."
    assert len(told(signal("a", "Rivier en keersluis", FLOOD), signal("b", "Keersluis aan de rivier", other))) == 2


@pytest.mark.parametrize(("start", "together"), [(9, True), (10, False)])
def test_half_the_word_pairs(start: int, together: bool) -> None:  # noqa: FBT001
    """Just over half of the word pairs in common makes one story, just under half two."""
    one, other = (" ".join(f"woord{n}" for n in range(first, first + 30)) for first in (0, start))
    assert (len(told(signal("a", "Rivier stijgt", one), signal("b", "Rivier stijgt", other))) == 1) is together


def test_the_chain_holds() -> None:
    """What is like something that is like a third is the same story, also when the ends differ."""
    words = [f"woord{n}" for n in range(40)]
    texts = [" ".join(words[start : start + 20]) for start in (0, 5, 10, 15)]
    signals = [signal(f"s{n}", "Rivier stijgt", text, hours=n) for n, text in enumerate(texts)]
    assert told(*signals) == [{"s0", "s1", "s2", "s3"}]
    assert told(signals[0], signals[3]) == [{"s0"}, {"s3"}]


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
    """More copies than the index keeps per word pair are still one story."""
    stories = group([signal(f"s{n}", f"Rivier stijgt, ziet lezer {chr(97 + n % 26)}", FLOOD, hours=n) for n in range(150)], {})
    assert len(stories) == 1


def test_cost_grows_with_the_week() -> None:
    """A week of thousands of unlike signals that share stock phrases is grouped in seconds, not in its square."""
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

    small, large = week(500), week(4000)
    seconds(small)
    assert seconds(large) < 24 * seconds(small)
