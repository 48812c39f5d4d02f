"""The review queue: what teaches most comes first."""

from collections import Counter
from datetime import UTC, datetime
from itertools import combinations

from classifiers.teach import drawn, questions
from pipeline.core.corrections import WHOLE, Correction, Ruling
from pipeline.core.model import Assessment, Decision, DirectionVerdict, Signal, Verdict, WeekReason
from pipeline.core.taxonomy import Bearing
from pipeline.core.weeks import Week
from tests.classifiers.crafted import item

MOMENT = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)


def signal(ident: str, title: str = "") -> Signal:
    """A signal that says *title*, else words of its own."""
    said = title or " ".join(item(int(ident) * 5 + n) for n in range(5))
    return Signal(ident, "blad", "", said, "", "nl", None, MOMENT, Week.of(MOMENT), WeekReason.UNDATED)


def opinion(ident: str, *said: tuple[str, float, Decision]) -> Assessment:
    """What the model said of a signal's trends."""
    return Assessment(ident, "m1", tuple(Verdict(*one) for one in said), ())


def order(opinions: list[Assessment], words: tuple[Correction, ...] = (), most: int | None = None, **titles: str) -> list[str]:
    """The ids in the order of asking; *titles* as `s1=…` for signals that need one."""
    signals = [signal(one.signal, titles.get(f"s{one.signal}", "")) for one in opinions]
    return [q.signal.id for q in questions(signals, {one.signal: one for one in opinions}, words, most=most)]


def test_nearest_to_one_half_first() -> None:
    """Among the unsure, whatever side of it."""
    shares = {"1": 0.15, "2": 0.45, "3": 0.8, "4": 0.6}
    assert order([opinion(i, ("stilte", p, Decision.UNSURE)) for i, p in shares.items()]) == ["2", "4", "3", "1"]


def test_unsure_before_yes() -> None:
    """Even where the yes is nearer to one half; with a yes and a doubt it is asked once, with both."""
    given = [
        opinion("1", ("stilte", 0.5, Decision.YES)),
        opinion("2", ("stilte", 0.15, Decision.UNSURE)),
        opinion("3", ("stilte", 0.95, Decision.YES)),
        opinion("4", ("zelf-maken", 0.4, Decision.UNSURE), ("stilte", 0.7, Decision.YES)),
    ]
    assert order(given) == ["4", "2", "1", "3"]
    found = questions([signal("4")], {"4": given[3]})
    assert [v.label for v in found[0].verdicts] == ["zelf-maken", "stilte"]


def test_rare_label_first() -> None:
    """Of equal doubt, the label that fewer signals have; two doubts in one text are worth more than one."""
    common = [opinion(str(n), ("stilte", 0.4, Decision.UNSURE)) for n in range(1, 5)]
    rare = opinion("8", ("zelf-maken", 0.4, Decision.UNSURE))
    both = opinion("9", ("stilte", 0.4, Decision.UNSURE), ("zelf-maken", 0.4, Decision.UNSURE))
    assert order([*common, rare])[0] == "8"
    assert order([*common, rare, both])[:2] == ["9", "8"]


def test_worth_is_the_published_sum() -> None:
    """4p(1-p) times the rarity: 1 for the only one of its label at one half, less for a label of all."""
    given = [opinion(str(n), ("stilte", 0.5, Decision.UNSURE)) for n in (1, 2)]
    given.append(opinion("3", ("zelf-maken", 0.25, Decision.UNSURE)))
    found = {q.signal.id: round(q.worth, 3) for q in questions([signal(i) for i in "123"], {a.signal: a for a in given})}
    # log(1 + 3 / 2) / log(1 + 3) and 4 × 0.25 × 0.75
    assert found == {"1": 0.661, "2": 0.661, "3": 0.75}


def test_near_same_texts_do_not_follow_one_another() -> None:
    """The second of two alike waits until others were asked, though it is worth more than they are."""
    alike = {"s1": "Bibliotheek opent stille zaal voor lezers", "s2": "Bibliotheek opent een stille zaal voor de lezers"}
    given = [opinion(i, ("stilte", p, Decision.UNSURE)) for i, p in (("1", 0.5), ("2", 0.49), ("3", 0.3), ("4", 0.25))]
    assert order(given) == ["1", "2", "3", "4"]
    assert order(given, **alike) == ["1", "3", "4", "2"]


def test_likeness_holds_from_the_unsure_to_the_yes() -> None:
    """A yes like a doubt that was asked comes after other yeses."""
    alike = {"s1": "Zaal voor lezers", "s2": "Een zaal voor lezers"}
    given = [
        opinion("1", ("stilte", 0.5, Decision.UNSURE)),
        opinion("2", ("stilte", 0.5, Decision.YES)),
        opinion("3", ("stilte", 0.9, Decision.YES)),
    ]
    assert order(given) == ["1", "2", "3"]
    assert order(given, **alike) == ["1", "3", "2"]


def test_what_was_judged_is_not_asked_again() -> None:
    """Neither a label with a word, nor any of a signal that was called noise or checked; nor what carries nothing."""
    given = [opinion(str(n), ("stilte", 0.4, Decision.UNSURE), ("zelf-maken", 0.4, Decision.UNSURE)) for n in range(1, 5)]
    given += [opinion("5"), opinion("6", ("stilte", 0.05, Decision.NO))]
    said = [("1", WHOLE, Ruling.NOISE), ("2", WHOLE, Ruling.CHECKED), ("3", "stilte", Ruling.WRONG)]
    said += [("4", "stilte", Ruling.RIGHT), ("4", "zelf-maken", Ruling.WRONG)]
    words = tuple(Correction(s, label, value, "Noor", MOMENT) for s, label, value in said)
    (found,) = questions([signal(one.signal) for one in given], {one.signal: one for one in given}, words)
    assert (found.signal.id, [v.label for v in found.verdicts]) == ("3", ["zelf-maken"])


def test_most_is_kept_and_order_does_not_hang_on_chance() -> None:
    """The first of the whole order, whatever order the signals come in; directions count as trends do."""
    given = [opinion(str(n), ("stilte", 0.4, Decision.UNSURE)) for n in range(1, 7)]
    given += [Assessment("7", "m1", (), (DirectionVerdict("langer-open", 0.4, Decision.UNSURE, Bearing.MEE, 0.5),))]
    given += [opinion("8", ("stilte", 0.4, Decision.YES))]
    whole = order(given)
    assert (whole[0], len(whole)) == ("7", 8)
    assert order(given[::-1]) == whole
    assert [order(given, most=n) for n in (1, 3, 8, 20)] == [whole[:1], whole[:3], whole, whole]


def test_sample_is_the_same_again_and_another_by_seed() -> None:
    """Whatever the order of the ids; a larger one adds to it, and one of more than there are has all."""
    idents = [f"s{n}" for n in range(50)]
    one = drawn(idents, 10, 1)
    assert one == drawn(reversed(idents), 10, 1) == drawn(idents, 20, 1)[:10]
    assert one != drawn(idents, 10, 2)
    assert len(set(one)) == 10
    assert sorted(drawn(idents, 99, 1)) == sorted(idents)


def test_each_pair_is_drawn_as_often() -> None:
    """Over 3,000 seeds every pair of five comes near its share of 300, within four standard deviations."""
    counted = Counter(frozenset(drawn("abcde", 2, seed)) for seed in range(3000))
    for pair in combinations("abcde", 2):
        assert abs(counted[frozenset(pair)] - 300) < 4 * (300 * 0.9) ** 0.5
