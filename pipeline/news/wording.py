"""The words of a signal that say what is new in it. Pure.

Words are folded (case, accents, the endings of Dutch, English and German, and all but the first letters of long ones, so
that "kathedraal" and "kathedralen", "varkensboerderij" and "varkensbedrijf" meet). What an outlet says every day, the
heading of a column or the sentence that introduces it, is left out: it tells readers where they are, not what happened.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice

from pipeline.core.model import Signal

LETTERS = 8
"""Letters kept of a word. Compounds differ in their tails, and so do languages."""
LEAD = 40
"""Words read of a text: what happened stands in front, and outlets differ in how much they send."""
STANDING = 3
"""A sentence or title that a source repeats so often, over more than `STANDING_SPAN`, is the source's own, and no news."""
STANDING_HEADINGS = 4
"""The same for what stands before a colon or bar in a title; a person may be quoted three times in a week."""
STANDING_SPAN = timedelta(hours=36)
"""Live blogs repeat their introduction too, but within a day."""
_READ = 600
WEEKDAYS = frozenset(
    """maandag dinsdag woensdag donderda vrijdag zaterdag zondag monday tuesday wednesda thursday friday saturday sunday
    montag dienstag mittwoch donnerst freitag samstag sonntag""".split()
)
"""As `Word.stem` has them."""

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_HEADING = re.compile(r"(.{3,40}?)\s*[:|]\s*(?=\S)")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_DIGITS = re.compile(r"\d+")
_OPENERS = frozenset(".!?:|•\"“”„‘’'«»–—-…(")
_SHORTEST = 2
_DOUBLED = 3
_ENDINGS = (("en", 5), ("e", 4), ("s", 4))
_EMPTY = frozenset(
    """aan af al alle allemaal als ander andere anders ben bent bij bijna binnen blijft boven daar daarbij daarmee daarom daarna
    dan dat de den der des deze die dit doen doet door dus echt een eerst eerste eigen elk elke elkaar en er flink gaan gaat
    ging geen geldt geweest haar had hadden hebben heb heeft heel hem het hier hij hoe hun iedere iemand iets in is ja je jij
    jou jouw kan komen komt krijgen krijgt kun kunnen kwam laat laatste maakt maakte maar mag me mee meer meest met meteen mij
    mijn moet moeten mogelijk na naar naast nee niet niets nieuw nieuwe nieuws nog nu of om omdat onder ondanks ons onze ook op
    opnieuw over rond samen sinds snel staan staat steeds te tegen terug tijdens toch toe toen tot tussen u uit uw van vanaf
    vandaag veel vel via volgens voor vooral waar waarbij waarom wanneer want waren was wat we weer wel welke werd werden wie
    wij wil willen word worden wordt zal ze zegt zei zeker zelf zich zien ziet zij zijn zo zoals zonder zou zouden
    a about after all also an and are as at be been but by for from had has have he her his how if into it its more new no not
    of off on or our out over said says she so than that the their them there they this to up was we were what when where which
    who will with would you your
    aber alle als am an auch auf aus bei bis das dass dem den der des die doch ein eine einem einen einer eines er es fur hat
    haben ihr im in ist mit nach nicht noch nur oder sein sich sie sind uber um und vom von vor war waren was wegen wenn werden
    wie wird wurde wurden zu zum zur""".split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word, folded. *capital* and *opening*: whether it is written with a capital, and whether its place asks for one."""

    stem: str
    capital: bool
    opening: bool


@dataclass(frozen=True, slots=True)
class Wording:
    """What a signal says: the telling words of its title, and those in front of its text."""

    title: tuple[Word, ...]
    text: tuple[Word, ...]


def wordings(signals: Sequence[Signal]) -> tuple[Wording, ...]:
    """The wording of each signal, in the order of *signals*.

    What a source repeats is judged over all of *signals*; with a handful of them nothing is left out.
    """
    read = [(heading_of(s.title), _SENTENCE.split(s.text[:_READ])) for s in signals]
    standing = _standing(signals, read)

    def news(source: str, phrases: Iterable[str]) -> str:
        return " ".join(phrase for phrase in phrases if (source, _key(phrase)) not in standing)

    found = []
    for signal, (heading, sentences) in zip(signals, read, strict=True):
        title = news(signal.source, [signal.title])
        if heading and (signal.source, f"{_key(heading)}:") in standing:
            title = title[len(heading) :]
        text = _words(news(signal.source, sentences))
        found.append(Wording(tuple(_words(title)), tuple(islice(text, LEAD))))
    return tuple(found)


def moment(signal: Signal) -> datetime:
    """When the news was told: the date claimed where that is believed, else that of first sight."""
    return signal.dated or signal.seen


def heading_of(title: str) -> str:
    """What stands before the first colon or bar of a *title*: a column, a place, a speaker; "" without one."""
    found = _HEADING.match(title)
    return found[1] if found else ""


def _standing(signals: Sequence[Signal], read: Sequence[tuple[str, list[str]]]) -> set[tuple[str, str]]:
    moments: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    for signal, (heading, sentences) in zip(signals, read, strict=True):
        keys = {_key(signal.title), *map(_key, sentences)} | ({f"{_key(heading)}:"} if heading else set())
        for key in keys:
            moments[signal.source, key].append(moment(signal))
    return {
        (source, key)
        for (source, key), when in moments.items()
        if len(when) >= (STANDING_HEADINGS if key.endswith(":") else STANDING) and max(when) - min(when) > STANDING_SPAN
    }


def _key(phrase: str) -> str:
    return _DIGITS.sub("#", phrase.casefold()).strip()


def _words(text: str) -> Iterator[Word]:
    opening, end = True, 0
    for found in _WORD.finditer(text):
        opening = opening or not _OPENERS.isdisjoint(text[end : found.start()])
        word, end = found[0], found.end()
        if stem := _stem(word):
            yield Word(stem, word[0].isupper(), opening)
        opening = False


@lru_cache(maxsize=1 << 16)
def _stem(word: str) -> str:
    """*word* folded; "" for one that tells nothing."""
    if word[0].isdigit():
        return re.sub("[.,]", "", word) if _THOUSANDS.fullmatch(word) else word.replace(",", ".")
    plain = "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))
    plain = plain.replace("’", "'").removesuffix("'s")
    if len(plain) < _SHORTEST or plain in _EMPTY:
        return ""
    for ending, least in _ENDINGS:
        if len(plain) > least and plain.endswith(ending):
            plain = plain.removesuffix(ending)
            break
    if len(plain) > _DOUBLED and plain[-1] == plain[-2] and plain[-1] not in "aeiou":
        plain = plain[:-1]
    return plain[:LETTERS]
