"""An id for each item of one document, under one identity rule, and what speaks against that rule. Pure.

Two entries of one document that say different things are two items, whatever they share: a publisher lists both. Between
two documents other words are as a rule a new headline: only another guid, in a feed whose guids stay, tells otherwise.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields
from hashlib import blake2b
from operator import attrgetter
from typing import Any, Self

from pipeline.core.ledger import Kept
from pipeline.core.model import Identity, Item, Signal

LONG = 5
"""Letters of a word that two titles must share to be akin."""
FEW = 2
"""Of so many known items under new addresses nothing is said; of more, when they are most of a document, it has moved."""
BY_LINK = frozenset({Identity.LINK_AND_GUID, Identity.LINK})

_WORD = re.compile(r"\w+")
# much quicker than dataclasses.replace
_after_id: Callable[[Signal], tuple[Any, ...]] = attrgetter(*(one.name for one in fields(Signal)[1:]))


@dataclass(frozen=True, slots=True)
class AsStored:
    """What is stored of one source, by id, by guid (all that have it) and by words (the first id that has them)."""

    ids: Mapping[str, Kept]
    guids: Mapping[str, Sequence[Kept]]
    words: Mapping[str, str]

    @classmethod
    def of(cls, source: str, kept: Collection[Kept]) -> Self:
        """That part of *kept* that is of *source*."""
        ids: dict[str, Kept] = {}
        guids: dict[str, list[Kept]] = {}
        words: dict[str, str] = {}
        for one in kept:
            if one.source == source:
                ids[one.signal] = one
                if one.guid:
                    guids.setdefault(one.guid, []).append(one)
                if one.words:
                    words[one.words] = min(one.signal, words.get(one.words, one.signal))
        return cls(ids, guids, words)


@dataclass(slots=True)
class Named:
    """An id for each item; how many *shared* what the rule goes by with another, or only the guid, or had a *changing* guid."""

    ids: list[str]
    shared: int = 0
    guids: int = 0
    changing: int = 0
    strangers: list[int] = field(default_factory=list)
    """Items that have nothing to do with what is stored under their id."""


def name(items: Sequence[Item], stored: AsStored, rule: Identity, total: int) -> Named:
    """Finds out which item of a document of *total* entries is which; two that say different things never get one id."""
    named = Named([key(one, rule) for one in items])
    says: dict[str, set[str]] = defaultdict(set)
    for one in items:
        if one.guid:
            says[one.guid].add(one.words)
    if rule in BY_LINK:
        _moved(items, stored, named, total)
    else:
        _same_words(items, stored, named)
    _compare(items, stored, rule, named, total)
    if rule is Identity.LINK_AND_GUID:
        _apart(items, stored, says, rule, named)  # what has no link of its own may be known by its guid
        _by_guid(items, stored, says, named, total)
    elif rule is Identity.GUID:
        _from_before(items, stored, named)
    _apart(items, stored, says, rule, named)
    return named


def key(one: Item, rule: Identity) -> str:
    """The id that *rule* gives an item; under `link` and `link+guid` the one that it came with."""
    if rule is Identity.WORDS or (rule is Identity.GUID and not one.guid):
        return digest(rule.value, one.words, size=12)
    if rule is Identity.GUID:
        return digest(rule.value, one.guid, size=12)
    return digest(rule.value, one.anchor, size=12) if rule is Identity.FRAGMENT and one.anchor else one.signal.id


def under(ident: str, one: Item) -> Item:
    """The item under another id."""
    if ident == one.signal.id:
        return one
    return Item(Signal(ident, *_after_id(one.signal)), one.guid, one.words, one.anchor)


def akin(one: str, other: str) -> bool:
    """Whether two titles may head the same item: equal, or with a word of some length in common."""
    if one.casefold() == other.casefold():
        return True
    first, second = (set(_WORD.findall(title.casefold())) for title in (one, other))
    return any(len(word) >= LONG for word in first & second)


def digest(*parts: str, size: int = 8) -> str:
    """A fingerprint of these texts: twice as many hexadecimal digits as *size* bytes."""
    return blake2b("\x00".join(parts).encode("utf-8", "surrogatepass"), digest_size=size).hexdigest()


def _moved(items: Sequence[Item], stored: AsStored, named: Named, total: int) -> None:
    """Most of a document is known word for word, under other links: it is a site that moved, or whose links change."""
    moved = [
        n for n, one in enumerate(items) if one.signal.text and one.words in stored.words and named.ids[n] not in stored.ids
    ]
    if len(moved) > max(FEW, total / 2):
        for number in moved:
            named.ids[number] = stored.words[items[number].words]


def _same_words(items: Sequence[Item], stored: AsStored, named: Named) -> None:
    """Items that say the very same as one that is stored are that one."""
    for number, one in enumerate(items):
        before = stored.ids.get(named.ids[number])
        if one.words in stored.words and (before is None or before.words != one.words):
            named.ids[number] = stored.words[one.words]
            named.shared += before is not None


def _compare(items: Sequence[Item], stored: AsStored, rule: Identity, named: Named, total: int) -> None:
    """Finds the items that have nothing to do with what is stored under their id."""
    renamed: list[bool] = []
    for number, one in enumerate(items):
        before = stored.ids.get(named.ids[number])
        if before is None or rule is Identity.LINK:
            continue
        other = bool(one.guid and before.guid) and one.guid != before.guid
        if before.words == one.words:
            named.changing += other
        elif rule is Identity.GUID:
            if one.signal.title != before.title:
                renamed.append(akin(one.signal.title, before.title))
        elif other and (own := key(one, Identity.GUID)) in stored.ids:
            named.ids[number] = own
        elif other and akin(one.signal.title, before.title):
            named.changing += 1
        elif other:
            named.strangers.append(number)
    # where guids change under what stays the same, another guid makes no other item
    if named.changing >= len(named.strangers):
        named.strangers.clear()
    named.shared += len(named.strangers)
    # one guid under a wholly new headline is a rewritten item, several are guids that stand for other items now
    strange = len(renamed) if _most(len(renamed), total) else renamed.count(False)
    named.shared += strange if strange > 1 else 0


def _most(number: int, total: int) -> bool:
    """Whether so many are too many of a document to have got new headlines at once."""
    return number > max(1, total / 2)


def _by_guid(items: Sequence[Item], stored: AsStored, says: Mapping[str, set[str]], named: Named, total: int) -> None:
    """Gives items that are known by their guid alone the id that they have. A guid that stands for several makes none known."""
    here = set(named.ids)
    twins = {(one.guid, one.words) for ident, one in zip(named.ids, items, strict=True) if ident in stored.ids}
    named.guids = sum(len(words) - 1 for words in says.values())
    renamed: dict[int, Kept] = {}
    for number, one in enumerate(items):
        if not one.guid or named.ids[number] in stored.ids:
            continue
        holders = stored.guids.get(one.guid, ())
        same = min((other.signal for other in holders if other.words == one.words), default="")
        if same:
            named.ids[number] = same
        elif len(says[one.guid]) > 1 or not holders:
            continue
        elif len(holders) == 1 and holders[0].signal not in here and akin(one.signal.title, holders[0].title):
            renamed[number] = holders[0]
        elif (one.guid, one.words) not in twins:
            named.guids += 1
    other = sum(items[number].signal.title != before.title for number, before in renamed.items())
    if named.changing + named.guids >= len(renamed) or _most(other, total):
        named.guids += len(renamed)
    else:
        for number, before in renamed.items():
            named.ids[number] = before.signal
    if len(says) < sum(bool(one.guid) for one in items):
        _unite(items, stored, named)


def _unite(items: Sequence[Item], stored: AsStored, named: Named) -> None:
    """One item under several links: those with the same guid that say the same get one id, the one that is stored if any."""
    twins: dict[tuple[str, str], set[str]] = defaultdict(set)
    for ident, one in zip(named.ids, items, strict=True):
        if one.guid:
            twins[one.guid, one.words].add(ident)
    for number, one in enumerate(items):
        ids = twins.get((one.guid, one.words), ())
        if len(ids) > 1 and named.ids[number] not in stored.ids:
            named.ids[number] = min(ids, key=lambda ident: (ident not in stored.ids, ident))


def _from_before(items: Sequence[Item], stored: AsStored, named: Named) -> None:
    """Gives items that were stored before guids became their identity, and have new words since, the id that they have."""
    taken = set(named.ids)
    for number, one in enumerate(items):
        holders = stored.guids.get(one.guid, ())
        alone = len(holders) == 1 and holders[0].signal not in taken
        if named.ids[number] not in stored.ids and alone and akin(one.signal.title, holders[0].title):
            named.ids[number] = holders[0].signal


def _apart(items: Sequence[Item], stored: AsStored, says: Mapping[str, set[str]], rule: Identity, named: Named) -> None:
    """Gives items that share an id, and say different things, ids of their own; one of them keeps it."""
    strangers = set(named.strangers)
    named.strangers.clear()
    if not strangers and len(set(named.ids)) == len(items):
        return
    sharing: dict[str, list[int]] = defaultdict(list)
    for number, ident in enumerate(named.ids):
        if number not in strangers:
            sharing[ident].append(number)
    for ident, numbers in sharing.items():
        words = {items[number].words for number in numbers}
        if len(words) > 1:
            named.shared += len(words) - 1
            keeps = _keeps([items[number] for number in numbers], stored.ids.get(ident))
            strangers |= {number for number in numbers if items[number].words != keeps}
    for number in strangers:
        one = items[number]
        guid = rule is Identity.LINK_AND_GUID and len(says.get(one.guid, ())) == 1
        named.ids[number] = key(one, Identity.GUID if guid else Identity.WORDS)


def _keeps(sharing: Sequence[Item], before: Kept | None) -> str:
    """The words of the one that keeps the id: what is stored under it; else any, but the same one in whatever order."""
    if before is None:
        return min(one.words for one in sharing)

    def strangeness(one: Item) -> tuple[bool, bool, bool, str]:
        other = not one.guid or one.guid != before.guid
        return one.words != before.words, other, not akin(one.signal.title, before.title), one.words

    return min(sharing, key=strangeness).words
