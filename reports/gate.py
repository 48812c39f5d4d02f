"""The gate before an edition: every claim in a digest is checked against what it rests on. Pure.

It counts anew, in its own way, from the stories and assessments of the week; it takes nothing from `reports.compose`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from pipeline.core.digest import Card, Digest
from pipeline.core.findings import Standing
from pipeline.core.model import Assessment, Decision, DirectionVerdict, Story
from pipeline.core.taxonomy import Bearing

Labels = frozenset[tuple[str, Bearing | None]]


def complaints(digest: Digest, stories: Sequence[Story], assessments: Mapping[str, Assessment]) -> tuple[str, ...]:
    """What *digest* claims and its *stories* and the *assessments* of their leads (by signal id) do not bear out.

    Checked: every count of the funnel, of trends, directions and bearings, with the ids that it names; of every story its
    title, link, publishers, sentence, labels and the words they rest on; that none is told in full twice. Not checked:
    whether a label is right, and what `reports.change` makes of the counts.
    """
    by_id = {story.id: story for story in stories}
    decided = {story.id: _decided(assessments.get(story.lead.id)) for story in stories}
    return (*_funnel(digest, by_id, assessments), *_cards(digest, by_id, decided), *_labels(digest, decided))


def _funnel(digest: Digest, stories: Mapping[str, Story], assessments: Mapping[str, Assessment]) -> Iterator[str]:
    counts = digest.counts
    signals = [signal.id for story in stories.values() for signal in story.signals]
    left_out = [ident for part in digest.left_out for ident in part.stories]
    told = {card.id for card in digest.stories}
    unsure = {
        story.id
        for story in stories.values()
        if (found := assessments.get(story.lead.id)) and any(v.decision is Decision.UNSURE for v in found.verdicts)
    }
    having = {card.id for card in digest.stories if card.trends or card.bearings}
    claims = {
        "signals": (counts.signals, len(set(signals))),
        "stories": (counts.stories, len(stories)),
        "doubles": (counts.doubles, len(signals) - len(stories)),
        "labelled": (counts.labelled, len(having)),
        "trended": (counts.trended, sum(bool(card.trends) for card in digest.stories)),
        "directed": (counts.directed, sum(bool(card.bearings) for card in digest.stories)),
        "unsure": (counts.unsure, len((told & unsure) - having)),
        "shown and listed": (counts.shown + counts.listed, len(told)),
        "shown": (counts.shown, len({card.id for card in _shown(digest)})),
        "unlabelled and old": (counts.unlabelled + counts.old, len(left_out)),
        "late": (counts.late, sum(card.late for card in digest.stories if card.id in having)),
    }
    for name, (said, counted) in claims.items():
        if said != counted:
            yield f"{name}: {said} is said, {counted} are found"
    if sorted([*told, *left_out]) != sorted(stories):
        yield "the stories told and left out are not those of the week"


def _cards(digest: Digest, stories: Mapping[str, Story], decided: Mapping[str, Labels]) -> Iterator[str]:
    for card in digest.stories:
        story = stories.get(card.id)
        if story is None:
            yield f"{card.id}: no such story"
            continue
        lead = story.lead
        words = [word for marks in (card.trends, card.bearings) for mark in marks for word in mark.words]
        labels = {(mark.id, None) for mark in card.trends} | {(mark.id, mark.bearing) for mark in card.bearings}
        sentence = " ".join(card.sentence.removesuffix("…").split())
        checks = {
            "title": card.title == lead.title,
            "link": card.url == lead.url,
            "publishers": card.publishers == story.publishers,
            "signals": card.signals == tuple(signal.id for signal in story.signals),
            "sentence": sentence in " ".join(lead.text.split()),
            "words": all(word in lead.title or word in lead.text for word in words),
            "labels": labels == decided[card.id],
        }
        for name, right in checks.items():
            if not right:
                yield f"{card.id}: its {name} is not that of its signal"
    for ident, times in Counter(card.id for card in _shown(digest, doubts=False)).items():
        if times > 1:
            yield f"{ident}: told {times} times"


def _labels(digest: Digest, decided: Mapping[str, Labels]) -> Iterator[str]:
    told = {card.id for card in digest.stories} & decided.keys()
    for row in digest.trends:
        yield from _counted(row.id, row.count, row.stories, {i for i in told if (row.id, None) in decided[i]})
    for block in (block for question in digest.questions for block in question.directions):
        for bearing, count in zip(Bearing, (block.mee, block.tegen, block.raakt), strict=True):
            having = {ident for ident in told if (block.id, bearing) in decided[ident]}
            yield from _counted(f"{block.id}/{bearing}", count, [i for i in block.stories if i in having], having)
        yield from _counted(block.id, block.total, block.stories, {i for i in told if _bears_on(decided[i], block.id)})
    standings: list[Standing] = [*digest.news.out, *([digest.news.nearest] if digest.news.nearest else [])]
    for one in standings:
        ident = one.label.partition("/")[0]
        having = {i for i in told if any(label == ident and one.bearing in {None, b} for label, b in decided[i])}
        yield from _counted(f"news {one.label}", one.count, one.stories, having)
    if digest.brief.headwind and not any(b is Bearing.TEGEN for _, b in decided.get(digest.brief.headwind.id, ())):
        yield f"{digest.brief.headwind.id}: named as a headwind, and has none"


def _counted(name: str, count: int, named: Sequence[str], having: set[str]) -> Iterator[str]:
    if count != len(having) or sorted(named) != sorted(having):
        yield f"{name}: {count} is said of {len(set(named))} stories, {len(having)} have it"


def _bears_on(labels: Labels, direction: str) -> bool:
    return any(label == direction for label, _ in labels)


def _decided(found: Assessment | None) -> Labels:
    if found is None:
        return frozenset()
    yes = [v for v in found.verdicts if v.decision is Decision.YES]
    return frozenset(
        (v.label, v.bearing if isinstance(v, DirectionVerdict) else None)
        for v in yes
        if not isinstance(v, DirectionVerdict) or v.bearing is not None
    )


def _shown(digest: Digest, *, doubts: bool = True) -> Iterator[Card]:
    """Every card that stands in the mail; those for review, which may stand higher up too, only with *doubts*."""
    yield from digest.lead
    for question in digest.questions:
        for block in question.directions:
            yield from block.cards
    for titles in (*digest.undirected, *digest.apart):
        yield from titles.cards
    if doubts:
        yield from (review.card for review in digest.review)
