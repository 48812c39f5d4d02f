"""What stands above the digest and in the subject of its mail: the count, and the strongest headwind if there is one. Pure."""

from collections.abc import Sequence

from pipeline.core.digest import Card, Counts, DirectionBlock, QuestionBlock
from pipeline.core.taxonomy import Bearing
from pipeline.core.weeks import Week
from reports import phrases

HEADLINE_STORIES = 3
"""A headwind makes the headline from so many stories, of as many publishers."""


def headline(counts: Counts, questions: Sequence[QuestionBlock], labelled: Sequence[Card]) -> str:
    """The line above the digest."""
    if not counts.labelled:
        return "Weinig signalen deze week"
    text = phrases.counted(counts.labelled, "trendsignaal", "trendsignalen")
    against = _headwind(questions, labelled)
    return f"{text}; tegenwind voor {against.title}" if against else f"{text} deze week"


def subject(week: Week, counts: Counts, questions: Sequence[QuestionBlock], labelled: Sequence[Card]) -> str:
    """The subject of the mail."""
    text = f"Trendsignalen week {week.number}: {phrases.counted(counts.labelled, 'signaal', 'signalen')}"
    against = _headwind(questions, labelled)
    return f"{text}, tegenwind voor richting {against.number}" if against else text


def _headwind(questions: Sequence[QuestionBlock], labelled: Sequence[Card]) -> DirectionBlock | None:
    """The direction with most headwind, when that is enough to say so."""
    publishers: dict[str, set[str]] = {}
    for one in labelled:
        for mark in one.bearings:
            if mark.bearing is Bearing.TEGEN:
                publishers.setdefault(mark.id, set()).update(one.publishers)
    blocks = [
        block
        for question in questions
        for block in question.directions
        if block.tegen >= HEADLINE_STORIES and len(publishers.get(block.id, ())) >= HEADLINE_STORIES
    ]
    return max(blocks, key=lambda block: (block.tegen, -block.number), default=None)
