"""A digest that is too long for a mail is shortened in a fixed order; what is left out stands in the list. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from pipeline.core.digest import Card, Digest, DirectionBlock, QuestionBlock, Titles
from pipeline.core.taxonomy import Bearing

MOST_BYTES = 95_000
"""Gmail cuts a mail at 102 kB, and adds some of its own before that."""


def fitted(digest: Digest, size: Callable[[Digest], int], most: int = MOST_BYTES) -> Digest:
    """The digest, shortened as far as it takes for its *size* in bytes to be at most *most*: nothing when it fits.

    First the words that labels rest on are left out, but for the stories to read first; then their sentences; then of each
    direction the third story, the second, and all but a headwind; then the titles without a direction, abroad and youth,
    those to be judged; last the words and sentences of the stories to read first. Counts stay as they are, but for what is
    shown and what is only listed.
    """
    for step in STEPS:
        if size(digest) <= most:
            break
        digest = _counted(replace(step(digest), shortened=digest.shortened + 1))
    return digest


def told(digest: Digest) -> set[str]:
    """The ids of the stories that stand in the mail."""
    cards = [*digest.lead, *(review.card for review in digest.review)]
    cards += [card for block in (*digest.undirected, *digest.apart) for card in block.cards]
    cards += [card for question in digest.questions for block in question.directions for card in block.cards]
    return {card.id for card in cards}


def _counted(digest: Digest) -> Digest:
    shown = len(told(digest))
    counts = digest.counts
    return replace(digest, counts=replace(counts, shown=shown, listed=counts.shown + counts.listed - shown))


def _wordless(card: Card) -> Card:
    trends = tuple(replace(mark, words=()) for mark in card.trends)
    return replace(card, trends=trends, bearings=tuple(replace(mark, words=()) for mark in card.bearings))


def _terse(card: Card) -> Card:
    return replace(card, sentence="")


def _below(change: Callable[[Card], Card]) -> Callable[[Digest], Digest]:
    """Changes every story but those to read first."""

    def step(digest: Digest) -> Digest:
        def titles(blocks: Sequence[Titles]) -> tuple[Titles, ...]:
            return tuple(replace(block, cards=tuple(map(change, block.cards))) for block in blocks)

        found = _directions(digest, lambda block: replace(block, cards=tuple(map(change, block.cards))))
        return replace(found, undirected=titles(digest.undirected), apart=titles(digest.apart))

    return step


def _lead(change: Callable[[Card], Card]) -> Callable[[Digest], Digest]:
    return lambda digest: replace(digest, lead=tuple(map(change, digest.lead)))


def _fewer(most: int) -> Callable[[Digest], Digest]:
    """At most so many stories of a direction; one with headwind is the last to go."""
    return lambda digest: _directions(digest, lambda block: _cut(block, most))


def _cut(block: DirectionBlock, most: int) -> DirectionBlock:
    against = [c.id for c in block.cards if any(m.id == block.id and m.bearing is Bearing.TEGEN for m in c.bearings)]
    order = sorted(block.cards, key=lambda card: card.id not in against)
    least = bool(against) and not any(mention.bearing is Bearing.TEGEN for mention in block.mentions)
    kept = [card.id for card in order[: max(least, most - len(block.mentions))]]
    cards = tuple(card for card in block.cards if card.id in kept)
    return replace(block, cards=cards, more=block.more + len(block.cards) - len(cards))


def _directions(digest: Digest, change: Callable[[DirectionBlock], DirectionBlock]) -> Digest:
    questions: list[QuestionBlock] = [
        replace(question, directions=tuple(map(change, question.directions))) for question in digest.questions
    ]
    return replace(digest, questions=tuple(questions))


def _untitled(blocks: Sequence[Titles]) -> tuple[Titles, ...]:
    return tuple(replace(block, cards=(), more=block.more + len(block.cards)) for block in blocks)


STEPS: tuple[Callable[[Digest], Digest], ...] = (
    _below(_wordless),
    _below(_terse),
    _fewer(2),
    _fewer(1),
    lambda digest: replace(digest, undirected=_untitled(digest.undirected)),
    lambda digest: replace(digest, apart=_untitled(digest.apart)),
    lambda digest: replace(digest, review=()),
    _lead(_wordless),
    _lead(_terse),
)
