"""A source's items as a store keeps them, without a database: for tests of identity over several documents."""

from collections.abc import Sequence
from datetime import UTC, datetime

from pipeline.core.ledger import Kept
from pipeline.core.model import Entry, Identity, Item, Signal, Source
from pipeline.news.distil import distil
from pipeline.news.identity import Resolved, item, keys, resolve

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
SOURCE = Source("meeuw", "De Meeuw", "https://meeuw.nl/feed", "media", "nl", "meeuw")


def entry(title: str, link: str = "", guid: str = "", text: str = "") -> Entry:
    """An entry of the source that a shelf is of."""
    return Entry(SOURCE.id, guid, title, link, text, None)


def items(entries: Sequence[Entry]) -> list[Item]:
    """The items in these entries."""
    found = []
    for one in entries:
        signal = distil(one, SOURCE, seen=NOW)
        assert isinstance(signal, Signal)
        found.append(item(one, signal))
    return found


class Shelf:
    """What one source's documents left: it looks items up, and keeps them, as the store does."""

    def __init__(self, rule: Identity = Identity.LINK_AND_GUID) -> None:
        self.rule = rule
        self.kept: dict[str, Kept] = {}

    def known(self, found: Sequence[Item]) -> tuple[Kept, ...]:
        """What is stored under an id, guid or words of these items."""
        ids = {one.signal.id for one in found} | keys(found, self.rule)
        guids, words = {one.guid for one in found} - {""}, {one.words for one in found}
        return tuple(k for k in self.kept.values() if k.signal in ids or k.guid in guids or k.words in words)

    def take(self, found: Sequence[Item], total: int | None = None) -> Resolved:
        """Resolves the items of a document of *total* entries, all of them when it is not given, and keeps them."""
        resolved = resolve(found, self.known(found), self.rule, len(found) if total is None else total)
        for one in resolved.items:
            before = self.kept.get(one.signal.id)
            title = before.title if before else one.signal.title
            self.kept[one.signal.id] = Kept(one.signal.source, one.signal.id, one.guid, one.words, title)
        self.rule = resolved.rule
        return resolved

    def bring(self, *entries: Entry, total: int | None = None) -> int:
        """Takes a document, or what is new in it, and gives how many signals it added."""
        before = len(self.kept)
        self.take(items(entries), total)
        return len(self.kept) - before
