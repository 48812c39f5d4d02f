"""lexicon.yaml: concepts as lists of terms, and where a text has them.

A term is one or more words; `*` at the end or start of a word stands for any ending or beginning ("zzp*", "*robot").
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from classifiers.memory import Memory
from classifiers.words import words
from pipeline.core.errors import ConfigurationError

SHIPPED = Path(__file__).with_name("lexicon.yaml")


@dataclass(frozen=True, slots=True)
class Concept:
    """A theme with its terms. *group* is a label, or `public`, `noise` or `bearing:…`."""

    group: str
    theme: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A concept found: its number in the lexicon, and the words (first, after last) that it stands on."""

    concept: int
    first: int
    last: int


class Lexicon:
    """Finds concepts in lists of words. Costs a look-up per word, whatever the number of terms."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self.concepts = tuple(concepts)
        self._patterns: dict[str, int] = {}
        self._single: dict[int, list[int]] = defaultdict(list)
        self._longer: dict[int, list[tuple[int, tuple[int, ...], int]]] = defaultdict(list)
        for number, concept in enumerate(self.concepts):
            for term in concept.terms:
                pieces = tuple(self._pattern(piece) for piece in _pieces(term))
                if len(pieces) == 1:
                    self._single[pieces[0]].append(number)
                elif pieces:
                    self._longer[pieces[0]].append((pieces[1], pieces[2:], number))
        self._by_kind = _by_kind(self._patterns)
        self._longest = max(map(len, self._patterns), default=0)
        self._known = Memory(self._know)

    @property
    def fingerprint(self) -> str:
        """Changes with any concept or term."""
        text = json.dumps([[c.group, c.theme, *c.terms] for c in self.concepts])
        return blake2b(text.encode(), digest_size=8).hexdigest()

    def find(self, found: Sequence[str]) -> list[Hit]:
        """Every concept in a list of lower-case words, in order of place."""
        return [Hit(concept, first, last) for first, concept, last in sorted(self._find(found))]

    def numbers(self, found: Sequence[str]) -> set[int]:
        """The numbers of the concepts in a list of lower-case words."""
        return {concept for _, concept, _ in self._find(found)}

    def _find(self, found: Sequence[str]) -> Iterator[tuple[int, int, int]]:
        """(first, concept, last) of each hit."""
        known = list(map(self._known.__getitem__, found))
        for place, word in enumerate(known):
            for concept in word.concepts:
                yield place, concept, place + 1
            if word.before and place + 1 < len(known):
                for second in known[place + 1].patterns:
                    for rest, concept in word.before.get(second, ()):
                        end = place + 2 + len(rest)
                        if end <= len(known) and all(p in known[place + 2 + n].patterns for n, p in enumerate(rest)):
                            yield place, concept, end

    def _pattern(self, piece: str) -> int:
        return self._patterns.setdefault(piece, len(self._patterns))

    def _know(self, word: str) -> "_Known":
        patterns = self._match(word)
        if not patterns:
            return _NOTHING
        before: dict[int, list[tuple[tuple[int, ...], int]]] = defaultdict(list)
        for pattern in patterns:
            for second, rest, concept in self._longer.get(pattern, ()):
                before[second].append((rest, concept))
        concepts = tuple(concept for pattern in patterns for concept in self._single.get(pattern, ()))
        return _Known(patterns, concepts, dict(before))

    def _match(self, word: str) -> frozenset[int]:
        exact, starts, ends, middles = self._by_kind
        found = {exact[word]} if word in exact else set()
        longest = min(len(word), self._longest)
        found |= {starts[word[:n]] for n in range(1, longest + 1) if word[:n] in starts}
        found |= {ends[word[-n:]] for n in range(1, longest + 1) if word[-n:] in ends}
        found |= {number for piece, number in middles.items() if piece in word}
        return frozenset(found)


class _Known(NamedTuple):
    """What the lexicon has for a word: the patterns it fits, concepts of which it is a term, and how terms go on that begin
    with it: {pattern of the second word: (patterns of the words after that, concept)}.
    """

    patterns: frozenset[int]
    concepts: tuple[int, ...]
    before: dict[int, list[tuple[tuple[int, ...], int]]]


_NOTHING = _Known(frozenset(), (), {})


def load_lexicon(path: Path = SHIPPED) -> Lexicon:
    """The lexicon in a YAML file. ConfigurationError when it cannot be read or has another shape."""
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
        groups = [(label, entries) for label, entries in found["labels"].items()]
        groups += [("public", found["public"]), ("noise", found["noise"])]
        groups += [(f"bearing:{bearing}", entries) for bearing, entries in found["bearings"].items()]
        return Lexicon(_concept(group, entry) for group, entries in groups for entry in entries)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError(f"cannot read the lexicon {path}: {error!r}") from error


def _concept(group: str, entry: dict[str, Any]) -> Concept:
    listed = [entry.get(lang) or [] for lang in ("nl", "en")]
    if not all(isinstance(terms, list) for terms in listed):
        raise TypeError(f"theme {entry['theme']}: nl and en must be lists of terms")
    terms = [str(term) for terms in listed for term in terms]
    return Concept(group, str(entry["theme"]), tuple(dict.fromkeys(terms)))


def _pieces(term: str) -> list[str]:
    """The words of a term as the text's own words are cut, each with its stars."""
    pieces = []
    for part in term.split():
        inner = words(part)
        for number, word in enumerate(inner):
            head = "*" if part.startswith("*") and number == 0 else ""
            tail = "*" if part.endswith("*") and number == len(inner) - 1 else ""
            pieces.append(f"{head}{word}{tail}")
    return pieces


def _by_kind(patterns: dict[str, int]) -> tuple[dict[str, int], dict[str, int], dict[str, int], dict[str, int]]:
    exact: dict[str, int] = {}
    starts: dict[str, int] = {}
    ends: dict[str, int] = {}
    middles: dict[str, int] = {}
    for piece, number in patterns.items():
        head, tail, word = piece.startswith("*"), piece.endswith("*"), piece.strip("*")
        kind = middles if head and tail else ends if head else starts if tail else exact
        kind[word] = number
    return exact, starts, ends, middles
