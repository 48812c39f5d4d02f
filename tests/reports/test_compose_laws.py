"""Laws of any digest, over generated weeks."""

import random
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.digest import Digest
from pipeline.core.model import WeekReason
from pipeline.core.taxonomy import Bearing
from reports.cards import is_old
from tests.reports.stories import TRENDS, Told, digest, weeks

laws = settings(deadline=None, max_examples=40, derandomize=True)


def _told_in_full(found: Digest) -> list[str]:
    places = [found.lead, *(b.cards for b in found.undirected), *(b.cards for b in found.apart)]
    places += [d.cards for q in found.questions for d in q.directions]
    return [card.id for cards in places for card in cards]


@laws
@given(weeks())
def test_funnel_adds_up(told: Told) -> None:
    """Signals are stories and doubles; stories are labelled, unsure, unlabelled or old, and nothing else."""
    counts = digest(told).counts
    assert counts.signals == sum(len(s.signals) for s in told.stories) == counts.stories + counts.doubles
    assert counts.stories == len(told.stories) == counts.labelled + counts.unsure + counts.unlabelled + counts.old
    assert min(counts.unsure, counts.unlabelled, counts.old, counts.doubles) >= 0
    assert max(counts.trended, counts.directed) <= counts.labelled <= counts.trended + counts.directed


@laws
@given(weeks())
def test_every_count_stands_beside_its_stories(told: Told) -> None:
    """A direction's stories are those with wind mee, tegen and raakt; a trend's count is its stories; all are in the digest."""
    found = digest(told)
    cards = {card.id: card for card in found.stories}
    assert len(cards) == len(found.stories) == found.counts.labelled + found.counts.unsure
    for block in (d for q in found.questions for d in q.directions):
        marks = Counter(m.bearing for i in block.stories for m in cards[i].bearings if m.id == block.id)
        assert (block.mee, block.tegen, block.raakt) == tuple(marks[b] for b in (Bearing.MEE, Bearing.TEGEN, Bearing.RAAKT))
        assert len(set(block.stories)) == len(block.stories) == block.total
        assert len(block.cards) + len(block.mentions) + block.more == block.total
        assert len(block.cards) + len(block.mentions) == min(3, block.total)
        assert (block.quiet_weeks > 0) == (block.total == 0)
    for row in found.trends:
        assert row.count == len(row.stories) == sum(any(m.id == row.id for m in c.trends) for c in cards.values())
    assert tuple(row.id for row in found.trends) == TRENDS


@laws
@given(weeks())
def test_no_story_is_told_in_full_twice(told: Told) -> None:
    """Lead, directions, undirected and apart tell a story once at most; a mention only points to one that is told."""
    found = digest(told)
    full = _told_in_full(found)
    assert len(full) == len(set(full))
    assert set(full) <= {card.id for card in found.stories}
    assert {m.id for q in found.questions for d in q.directions for m in d.mentions} <= set(full)


@laws
@given(weeks())
def test_headwind_is_never_hidden(told: Told) -> None:
    """A direction with wind tegen tells or mentions at least one story that has it."""
    for block in (d for q in digest(told).questions for d in q.directions):
        shown = {m.id for m in block.mentions if m.bearing is Bearing.TEGEN}
        shown |= {c.id for c in block.cards if any(m.id == block.id and m.bearing is Bearing.TEGEN for m in c.bearings)}
        assert bool(shown) == (block.tegen > 0)


@laws
@given(weeks())
def test_undirected_stories_are_told_or_counted(told: Told) -> None:
    """Of the stories with a trend and no direction, each is in the lead, a title under one trend, or in its "more"."""
    found = digest(told)
    without = {c.id for c in found.stories if c.trends and not c.bearings}
    listed = [c.id for b in found.undirected for c in b.cards]
    assert len(listed) <= 6
    assert set(listed) <= without
    assert len(without) == sum(c.id in without for c in found.lead) + len(listed) + sum(b.more for b in found.undirected)


@laws
@given(weeks())
def test_late_stories_are_marked_and_old_ones_left_out(told: Told) -> None:
    """What came after its week was closed is marked; what is older than eight weeks stands nowhere but in the count."""
    found = digest(told)
    reasons = {s.id: s.lead.week_reason for s in told.stories}
    old = {s.id for s in told.stories if is_old(s)}
    assert found.counts.old == len(old)
    assert old.isdisjoint(card.id for card in found.stories)
    assert all(card.late == (reasons[card.id] is WeekReason.LATE) for card in found.stories)
    assert found.counts.late == sum(c.late for c in found.stories if c.trends or c.bearings)


@laws
@given(weeks(), st.randoms(use_true_random=False))
def test_order_of_arrival_does_not_matter(told: Told, chance: random.Random) -> None:
    """The same stories and opinions in another order give the same digest."""
    stories, opinions = list(told.stories), list(told.opinions)
    chance.shuffle(stories)
    chance.shuffle(opinions)
    assert digest(Told(tuple(stories), tuple(opinions))) == digest(told)


@laws
@given(weeks())
def test_lead_keeps_its_spread(told: Told) -> None:
    """The stories to read first hold at most two of a trend and two of a first publisher."""
    lead = digest(told).lead
    assert len(lead) <= 5
    assert max(Counter(m.id for c in lead for m in c.trends).values(), default=0) <= 2
    assert max(Counter(c.publishers[0] for c in lead).values(), default=0) <= 2
