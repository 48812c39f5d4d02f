"""A digest that is too long for a mail is shortened in a fixed order."""

import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.digest import Digest
from pipeline.core.model import Assessment, Span
from pipeline.core.taxonomy import Bearing
from reports.fit import MOST_BYTES, STEPS, fitted, told
from reports.gate import complaints
from reports.jsonform import digest_json
from reports.render import LONGEST_LINK, html, size, text
from tests.reports.reading import words
from tests.reports.stories import Told, compared, digest, weekful, weeks

SAID = (Span("title", 0, 7, "Verhaal"),)


def _because(opinion: Assessment) -> Assessment:
    """The same with a word that every label rests on."""
    trends = tuple(replace(verdict, because=SAID) for verdict in opinion.trends)
    return replace(opinion, trends=trends, directions=tuple(replace(verdict, because=SAID) for verdict in opinion.directions))


BUSY = Told(weekful().stories, tuple(_because(one) for one in weekful().opinions))


def _short(found: Digest, steps: int) -> Digest:
    """The digest after so many steps."""
    left = iter(range(1000, 0, -1))
    return fitted(found, lambda _: 1 if next(left) <= 1000 - steps else 2, most=1)


def test_digest_that_fits_stays_as_it_is() -> None:
    """Nothing is left out of what fits, and nothing says that anything was."""
    found = digest(BUSY)
    assert fitted(found, size) == found
    assert "ingekort" not in text(found)


def test_words_go_before_sentences_and_those_before_stories() -> None:
    """The order: words, sentences, third and second stories, titles, doubts, and the first five last."""
    found = digest(BUSY, given=compared(12))
    blocks = [block for question in found.questions for block in question.directions]
    assert sum(len(block.cards) for block in blocks) > len(blocks)
    steps = [_short(found, n) for n in range(len(STEPS) + 1)]
    shown = [[len(d.lead), *(len(b.cards) for q in d.questions for b in q.directions)] for d in steps]
    below = [[card for q in d.questions for b in q.directions for card in b.cards] for d in steps]
    assert [d.shortened for d in steps] == list(range(len(STEPS) + 1))
    assert all(mark.words for card in (*below[0], *steps[1].lead) for mark in card.bearings)
    assert not any(mark.words for card in below[1] for mark in card.bearings)
    assert any(card.sentence for card in below[1])
    assert not any(card.sentence for card in below[2])
    assert shown[0] == shown[1] == shown[2]
    assert max(shown[3][1:]) <= 2
    assert max(shown[4][1:]) <= 1
    assert [card for block in (*steps[5].undirected, *steps[6].apart) for card in block.cards] == []
    assert (steps[6].review == found.review, steps[7].review) == (True, ())
    assert all(card.sentence for card in steps[8].lead)
    assert (len(steps[-1].lead), any(card.sentence for card in steps[-1].lead)) == (5, False)
    assert size(steps[-1]) < size(steps[0]) * 0.8


@settings(deadline=None, max_examples=30, derandomize=True)
@given(weeks(), st.integers(1, len(STEPS)))
def test_shortened_digest_still_holds(week: Told, steps: int) -> None:
    """After any step the counts add up, headwind is never hidden, the gate lets it pass, and the list keeps every story."""
    whole = digest(week)
    found = _short(whole, steps)
    counts = found.counts
    assert counts.shown == len(told(found))
    assert counts.shown + counts.listed == whole.counts.shown + whole.counts.listed
    assert replace(counts, shown=0, listed=0) == replace(whole.counts, shown=0, listed=0)
    assert found.stories == whole.stories
    assert complaints(found, week.stories, {one.signal: one for one in week.opinions}) == ()
    for block in (block for question in found.questions for block in question.directions):
        against = {m.id for m in block.mentions if m.bearing is Bearing.TEGEN}
        against |= {c.id for c in block.cards if any(m.id == block.id and m.bearing is Bearing.TEGEN for m in c.bearings)}
        assert bool(against) == (block.tegen > 0)
        assert len(block.cards) + len(block.mentions) + block.more == block.total


def test_longest_week_fits_and_says_that_it_was_shortened() -> None:
    """With every title and address as long as they come, page and text say that the rest is in the list, and it is."""
    stories = []
    for one in BUSY.stories:
        address = f"https://krant.example/{one.id}".ljust(LONGEST_LINK, "x")
        stories.append(replace(one, lead=replace(one.lead, title=f"Verhaal {one.id} {'titel ' * 48}", url=address)))
    found = digest(Told(tuple(stories), BUSY.opinions), given=compared(12))
    assert size(found) > MOST_BYTES
    short = fitted(found, size)
    assert size(short) <= MOST_BYTES
    for said in (words(html(short)), " ".join(text(short).split())):
        assert "Deze mail is ingekort; de rest staat in de lijst." in said
        assert f"{short.counts.shown} in deze mail + {short.counts.listed} alleen in de lijst" in said
    assert len(json.loads(digest_json(short))["stories"]) == 60
