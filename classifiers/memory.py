"""What was worked out of a word, kept in a bounded place for when it comes again."""

from collections.abc import Callable
from typing import Generic, TypeVar

MOST = 30_000
"""A thousand items of feeds hold some ten thousand different words, and bring three thousand that the last ten thousand did
not have."""
LONGEST = 64
"""Characters of the longest word that is kept: longer ones are rare, and what is known of them may take any room."""

Worth = TypeVar("Worth")


class Memory(dict[str, Worth], Generic[Worth]):
    """A dictionary that asks *make* for a word that it does not have.

    It never holds more than twice *most* words: whenever *most* have come, it forgets those that did not come since the time
    before. Words longer than `LONGEST` are made every time.
    """

    def __init__(self, make: Callable[[str], Worth], most: int = MOST) -> None:
        super().__init__()
        self._make = make
        self._most = most
        self._before: dict[str, Worth] = {}

    def __missing__(self, word: str) -> Worth:
        worth = self._before.get(word)
        if worth is None:
            worth = self._make(word)
        if len(word) <= LONGEST:
            if len(self) >= self._most:
                self._before = dict(self)
                self.clear()
            self[word] = worth
        return worth
