"""Two digests → what one says otherwise than the other. Pure."""

from collections.abc import Iterator

from pipeline.core.digest import Card, Digest
from pipeline.core.findings import Difference, LabelChange, StoryChange
from pipeline.core.taxonomy import Bearing


def difference(before: Digest, after: Digest) -> Difference:
    """What *after* says otherwise than *before*: counts first those that changed most, stories in the order of *after*.

    Labels are compared by id, so a digest in another language differs in nothing.
    """
    old, new = dict(_counts(before)), dict(_counts(after))
    names = {**{key: title for key, (title, _) in old.items()}, **{key: title for key, (title, _) in new.items()}}
    counts = [
        LabelChange(label, names[label, bearing], bearing, old.get((label, bearing), ("", 0))[1], count)
        for (label, bearing), (_, count) in {**{key: (names[key], 0) for key in old}, **new}.items()
        if old.get((label, bearing), ("", 0))[1] != count
    ]
    then, now = ({card.id: card for card in digest.stories} for digest in (before, after))
    stories = [
        StoryChange(ident, card.title, tuple(gained), tuple(lost))
        for ident, card in {**now, **then}.items()
        for gained, lost in [_moved(then.get(ident), now.get(ident))]
        if gained or lost
    ]
    same_week = before.week == after.week
    return Difference(
        tuple(sorted(counts, key=lambda c: (-abs(c.after - c.before), c.label, str(c.bearing)))),
        tuple(sorted(stories, key=lambda s: (s.title, s.story))),
        () if same_week else tuple(sorted(card.title for ident, card in now.items() if ident not in then)),
        () if same_week else tuple(sorted(card.title for ident, card in then.items() if ident not in now)),
    )


def _counts(digest: Digest) -> Iterator[tuple[tuple[str, Bearing | None], tuple[str, int]]]:
    """((label, bearing), (title, count)) of every trend and direction, and of every bearing."""
    for row in digest.trends:
        yield (row.id, None), (row.title, row.count)
    for block in (direction for question in digest.questions for direction in question.directions):
        yield (block.id, None), (block.title, block.total)
        for bearing, count in zip(Bearing, (block.mee, block.tegen, block.raakt), strict=True):
            yield (block.id, bearing), (block.title, count)


def _moved(before: Card | None, after: Card | None) -> tuple[list[str], list[str]]:
    old, new = _labels(before), _labels(after)
    return [title for key, title in new.items() if key not in old], [title for key, title in old.items() if key not in new]


def _labels(card: Card | None) -> dict[tuple[str, Bearing | None], str]:
    """The titles of a story's labels by id and bearing. A story that a digest does not list has none."""
    if card is None:
        return {}
    trends: dict[tuple[str, Bearing | None], str] = {(mark.id, None): mark.title for mark in card.trends}
    return trends | {(mark.id, mark.bearing): f"{mark.title} ({mark.bearing})" for mark in card.bearings}
