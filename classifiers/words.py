"""How a text is cut into words; every feature and every explanation stands on these."""

import re
from dataclasses import dataclass

from classifiers.examples import Text

_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Word:
    """A lower-case word and where it stands: code point offsets in *field*, "title" or "summary"."""

    text: str
    field: str
    start: int
    end: int


def words(text: str) -> list[str]:
    """The lower-case words of *text*; punctuation, hyphens and apostrophes part words."""
    return _WORD.findall(text.lower())


def placed_words(text: Text) -> list[Word]:
    """The words of the title, then of the summary, with their places."""
    found = []
    for field, written in (("title", text.title), ("summary", text.summary)):
        found += [Word(m[0].lower(), field, m.start(), m.end()) for m in _WORD.finditer(written)]
    return found


def counted_text(text: Text) -> str:
    """The text as it is counted: words with single spaces, the title twice, numbers as 0 whatever their digits."""
    title, summary = words(text.title), words(text.summary)
    return _DIGIT.sub("0", " ".join((*title, *title, *summary)))
