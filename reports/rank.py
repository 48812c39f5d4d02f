"""Which stories come first. Arithmetic with published weights (docs/ranking.md); nobody's taste. Pure."""

from collections import Counter
from collections.abc import Sequence

from pipeline.core.digest import Card
from pipeline.core.taxonomy import Bearing

DIRECTED = 3.0
"""For a story that bears on a direction: the digest exists for those."""
HEADWIND = 1.0
"""More when it blows against one: what contradicts the directions is seen less often and matters as much."""
PUBLISHER = 0.75
"""For each independent publisher beside the first, up to `MOST_PUBLISHERS`."""
MOST_PUBLISHERS = 4
LABELLED = 1.0
"""For having a label at all."""
LATE = -1.0
"""For a story that came after its week was closed."""

LEADERS = 5
PER_TREND = 2
PER_PUBLISHER = 2


def worth(card: Card) -> float:
    """The points of a story: what its labels are worth, times the probability of the surest; then its publishers."""
    points = LABELLED
    if card.bearings:
        points += DIRECTED
    if any(mark.bearing is Bearing.TEGEN for mark in card.bearings):
        points += HEADWIND
    points *= card.certainty
    points += PUBLISHER * min(len(card.publishers) - 1, MOST_PUBLISHERS)
    return points + (LATE if card.late else 0.0)


def ranked(cards: Sequence[Card]) -> list[Card]:
    """Most points first; ties by id, so that the order never hangs on chance."""
    return sorted(cards, key=lambda card: (-worth(card), card.id))


def leaders(cards: Sequence[Card], most: int = LEADERS) -> list[Card]:
    """The stories to read first: by points, at most two per trend and per publisher, and one not from a news outlet.

    Fewer than *most* when there are not enough stories with a label.
    """
    order = ranked(cards)
    chosen: list[Card] = []
    for card in order:
        if len(chosen) < most and _fits(card, chosen):
            chosen.append(card)
    if len(chosen) == most and all(card.kind == "nieuws" for card in chosen):
        others = (card for card in order if card.kind != "nieuws" and _fits(card, chosen[:-1]))
        other = next(others, None)
        if other is not None:
            chosen[-1] = other
    return chosen


def _fits(card: Card, chosen: Sequence[Card]) -> bool:
    trends = Counter(mark.id for one in chosen for mark in one.trends)
    publishers = Counter(one.publishers[0] for one in chosen)
    return all(trends[mark.id] < PER_TREND for mark in card.trends) and publishers[card.publishers[0]] < PER_PUBLISHER
