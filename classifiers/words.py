"""How a text is cut into words; every feature and every explanation stands on these."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from classifiers.examples import Text

STOPWORDS = frozenset(
    """
    aan al alle als andere bij dan dat de den der deze die dit door dus een één eens en er ervan ook ging haar had
    hadden hebben heeft hem hen het hij hoe hun ik in is ja je kan kon kunnen maar me meer men met mij mijn moet naar na
    nee niet nog nu of om omdat onder ons onze op over s sinds t te tegen tot tussen u uit van vanaf veel voor vooral
    waar waren was wat we weer wel werd wie wij wil wordt worden ze zei zelf zich zij zijn zo zonder zou zullen a about
    after all also an and are as at be been but by can could for from had has have he her his how i if in into is it its
    may more new no not of on one or other our out over she so than that the their them there they this those to under
    up was we were what when which who will with without would you your
    """.split()
)
"""Words that carry a sentence, not a subject: never shown alone as a reason."""

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
    # each by itself: the lower case of a whole text may be longer than the text ("İ") and cut elsewhere
    return [word.lower() for word in _WORD.findall(text)]


def placed_words(text: Text) -> list[Word]:
    """The words of the title, then of the summary, with their places."""
    found = []
    for field, written in (("title", text.title), ("summary", text.summary)):
        found += [Word(m[0].lower(), field, m.start(), m.end()) for m in _WORD.finditer(written)]
    return found


def counted_text(text: Text) -> str:
    """The text as it is counted: words with single spaces, the title twice, numbers as 0 whatever their digits."""
    return " ".join(counted_words(words(text.title), words(text.summary)))


def counted_words(title: Sequence[str], summary: Sequence[str]) -> list[str]:
    """The words of `counted_text` from those of the title and of the summary."""
    return _DIGIT.sub("0", " ".join((*title, *title, *summary))).split()


def counted_word(word: str) -> str:
    """A word as it is counted."""
    return _DIGIT.sub("0", word)
