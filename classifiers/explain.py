"""Why: the words of a text that carry a label, as exact spans.

A linear score is a sum over features, and each feature stands on words of the text: a word, a pair of words, a piece of a
word or a concept of the lexicon. What each feature adds is shared out over the words it stands on; the words that add
most are shown.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from classifiers.examples import Text
from classifiers.model import Floats, Model
from classifiers.words import STOPWORDS, Word, counted_word, placed_words
from pipeline.core.model import Span

MOST_WORDS = 6
SHARE = 0.6
"""Words are taken, heaviest first, until they carry this share of all that speaks for the label."""

_SMALL = 1e-6


class Explainer:
    """Explains the decisions of one model."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._words: dict[str, int] = model.features.words_.vocabulary_
        self._columns = model.features.columns_

    def spans(self, text: Text, values: dict[int, float], label: int) -> tuple[Span, ...]:
        """The words of *text* that carry label number *label*, in order of place; *values* are its features by column."""
        placed = placed_words(text)
        if not placed:
            return ()
        carried = self._carried(placed, values, self._model.scorer.weights[label])
        return _spans(text, placed, _heaviest(placed, carried))

    def _carried(self, placed: Sequence[Word], values: dict[int, float], weights: Floats) -> Floats:
        """How much each word adds to the score."""
        stands_on: dict[int, list[int]] = defaultdict(list)
        for feature, place in self._occurrences(placed):
            stands_on[feature].append(place)
        carried = np.zeros(len(placed), dtype=np.float32)
        for feature, places in stands_on.items():
            worth = values.get(feature, 0.0) * float(weights[feature]) / len(places)
            for place in places:
                carried[place] += worth
        return carried

    def _occurrences(self, placed: Sequence[Word]) -> Iterator[tuple[int, int]]:
        """(feature, place of a word it stands on), as often as it occurs."""
        n_words, n_pieces = len(self._words), len(self._model.features.pieces_.vocabulary_)
        plain = [counted_word(word.text) for word in placed]
        for place, word in enumerate(plain):
            if word in self._words:
                yield self._words[word], place
            following = place + 1
            if following < len(plain) and placed[following].field == placed[place].field:
                pair = f"{word} {plain[following]}"
                if pair in self._words:
                    yield self._words[pair], place
                    yield self._words[pair], following
            for piece in dict.fromkeys(self._columns.of_word(word)):
                yield n_words + piece, place
        for hit in self._model.features.lexicon.find([word.text for word in placed]):
            for place in range(hit.first, hit.last):
                yield n_words + n_pieces + hit.concept, place


def _heaviest(placed: Sequence[Word], carried: Floats) -> list[int]:
    """The places of the words to show. Words without a subject of their own only when there are no others."""
    telling = np.array([word.text not in STOPWORDS for word in placed])
    if (carried[telling] > _SMALL).any():
        carried = np.where(telling, carried, 0.0)
    speaking = float(carried[carried > 0].sum())
    chosen: list[int] = []
    held = 0.0
    for place in np.argsort(-carried, kind="stable")[:MOST_WORDS]:
        if carried[place] <= _SMALL or (chosen and held >= SHARE * speaking):
            break
        chosen.append(int(place))
        held += float(carried[place])
    return sorted(chosen)


def _spans(text: Text, placed: Sequence[Word], places: Sequence[int]) -> tuple[Span, ...]:
    """Neighbouring words become one span."""
    spans: list[Span] = []
    last = -2
    for place in places:
        word = placed[place]
        start = word.start
        if place == last + 1 and spans and spans[-1].field == word.field:
            start = spans.pop().start
        written = text.title if word.field == "title" else text.summary
        spans.append(Span(word.field, start, word.end, written[start : word.end]))
        last = place
    return tuple(spans)
