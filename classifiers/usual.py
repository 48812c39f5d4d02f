"""What is usual of the texts that a model learned from, kept with the model: the ground on which drift is judged. Pure.

Texts lie in blocks, such as all of one source in one year, and blocks are of a kind. A share is taken for each kind; how far
blocks of one kind lie apart, beside what chance makes of them, says how far a source of that kind may differ without being odd:
the variance between blocks as in a meta-analysis (DerSimonian and Laird, 1986), of counts relative to what is expected.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from classifiers.examples import Text
from classifiers.tally import UNKNOWN, Floats, Tally, unknown_of
from classifiers.words import counted_text

ALL = ""
"""The kind that stands for all kinds together."""
BLOCKS = 20
"""Into so many a corpus is cut, in its order, which is that of its files."""


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual of each measure (see `classifiers.tally.measures`) that can be compared.

    *natural*: the texts came as they occur, so that rates can be compared; of a written corpus only words can. *shares*: per
    kind, and `ALL`, the share of each measure. *apart*: per measure the standard deviation between blocks of one kind, relative
    to the share; *anywhere* the same between all blocks. *clumping*: per measure the variance of a count over its mean, by
    chance alone. *weight*: per kind, and `ALL`, to how many equal blocks its blocks come. *freedom*: degrees of freedom
    of *apart*.
    """

    natural: bool
    shares: Mapping[str, Mapping[str, float]] = field(hash=False)
    apart: Mapping[str, float] = field(hash=False)
    anywhere: Mapping[str, float] = field(hash=False)
    clumping: Mapping[str, float] = field(hash=False)
    weight: Mapping[str, float] = field(hash=False)
    freedom: int


def usual_of(found: Tally, names: Sequence[str], blocks: Sequence[str], kinds: Mapping[str, str], *, natural: bool) -> Usual:
    """What is usual of *found*, whose columns are *names*: *blocks* has the block of each row, *kinds* the kind of each block.

    A share of a kind is drawn towards that of all by as much as one text more with the mean share would. A measure that was
    never seen has share 0 and no spread.
    """
    order = sorted(kinds)
    place = {block: number for number, block in enumerate(order)}
    rows = np.array([place[block] for block in blocks])
    seen, of = (_summed(part, rows, len(order)) for part in (found.seen, found.of))
    whole = _ratio(seen.sum(axis=0), of.sum(axis=0))
    sets = {ALL: np.arange(len(order))} | {
        kind: np.array([place[b] for b in order if kinds[b] == kind]) for kind in sorted(set(kinds.values()))
    }
    shares = {kind: _drawn(seen[at].sum(axis=0), of[at].sum(axis=0), whole) for kind, at in sets.items()}
    clumping = _clumping(found, whole)
    freedom = len(order) - len(set(kinds.values()))
    of_kind = np.array([shares[kinds[block]] for block in order])
    apart = _spread(seen, of * of_kind, clumping, freedom)
    anywhere = _spread(seen, of * whole, clumping, len(order) - 1)
    sizes = of[:, 0]
    return Usual(
        natural,
        {kind: _named(names, values) for kind, values in shares.items()},
        _named(names, apart),
        _named(names, anywhere),
        _named(names, clumping),
        {kind: round(float(sizes[at].sum() ** 2 / (sizes[at] ** 2).sum()), 2) for kind, at in sets.items()},
        freedom,
    )


def usual_words(texts: Sequence[Text], least: int) -> Usual:
    """What is usual of a written corpus: how many of its words are unknown to a model of the rest of it.

    *least* is the number of texts that a word must be in to be known.
    """
    blocks = [str(n) for n, part in enumerate(np.array_split(np.arange(len(texts)), min(BLOCKS, len(texts)))) for _ in part]
    counted = [unknown_of(text, known) for text, known in zip(texts, known_elsewhere(texts, blocks, least), strict=True)]
    seen, of = np.array(counted, dtype=np.float64).reshape(-1, 2).T[:, :, None]
    return usual_of(Tally(seen, of), (UNKNOWN,), blocks, dict.fromkeys(blocks, ALL), natural=False)


def known_elsewhere(
    texts: Sequence[Text], blocks: Sequence[str], least: int, more: Sequence[Text] = ()
) -> list[Callable[[str], bool]]:
    """For each text what is known of words by one who has read the *texts* of all other blocks, and *more*."""
    everywhere: Counter[str] = Counter()
    inside: dict[str, Counter[str]] = {block: Counter() for block in blocks}
    for text, block in zip(texts, blocks, strict=True):
        inside[block].update(set(counted_text(text).split()))
    for text in more:
        everywhere.update(set(counted_text(text).split()))
    for counts in inside.values():
        everywhere.update(counts)
    tests = {block: _outside(everywhere, counts, least) for block, counts in inside.items()}
    return [tests[block] for block in blocks]


def _outside(everywhere: Counter[str], inside: Counter[str], least: int) -> Callable[[str], bool]:
    return lambda word: everywhere[word] - inside[word] >= least


def _summed(values: Floats, rows: NDArray[np.intp], count: int) -> Floats:
    total = np.zeros((count, values.shape[1]))
    np.add.at(total, rows, values)
    return total


def _ratio(seen: Floats, of: Floats) -> Floats:
    return np.divide(seen, of, out=np.zeros_like(seen), where=of > 0)


def _drawn(seen: Floats, of: Floats, whole: Floats) -> Floats:
    one = _ratio(np.ones_like(whole), whole)
    return np.where(whole > 0, (seen + 1) / np.maximum(of + one, 1), 0.0)


def _clumping(found: Tally, whole: Floats) -> Floats:
    return _ratio(((found.seen - whole * found.of) ** 2).sum(axis=0), (whole * found.of).sum(axis=0))


def _spread(seen: Floats, expected: Floats, clumping: Floats, freedom: int) -> Floats:
    """The relative standard deviation between blocks of each measure; 0 where chance explains all, or there is nothing."""
    there = (expected > 0) & (clumping > 0)
    weights = np.divide(expected, clumping, out=np.zeros_like(expected), where=there)
    ratio = np.divide(seen, expected, out=np.ones_like(seen), where=there)
    total = weights.sum(axis=0)
    odd = (weights * (ratio - 1) ** 2).sum(axis=0) - freedom
    room = total - _ratio((weights**2).sum(axis=0), total)
    return np.sqrt(np.maximum(0, _ratio(odd, room)))


def _named(names: Sequence[str], values: Floats) -> dict[str, float]:
    return {name: float(f"{value:.4g}") for name, value in zip(names, values, strict=True)}
