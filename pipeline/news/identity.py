"""By what a source's items are known again, so that a changed headline is no second signal and no two are one. Pure.

A source starts with `link+guid`: the address makes an item the same item, and a guid that is known, under a title that is
akin, does too (publishers change addresses with headlines). What feeds do wrong shows as conflicts: one link, or one guid,
for items that differ. Each of these gets an id of its own (`pipeline.news.naming`), so that none is lost; past a tolerance the
source gets the next rule, for good:

    link+guid → link             its guids stand for other items each time
              → guid             its items share one address
    both      → link#fragment    its items differ only behind the # of one address
              → words            nothing but what they say tells them apart

Under the last three an item that says the very same as one already kept is that one, so that a change of rule, or of
guids, doubles nothing.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from pipeline.core.ledger import Kept
from pipeline.core.model import Entry, Identity, Item, Signal
from pipeline.news.naming import BY_LINK, AsStored, digest, key, name, under


@dataclass(frozen=True, slots=True)
class Resolved:
    """The items of one document under their final ids, each once, and the *rule* from now on; *why* when it changed."""

    items: tuple[Item, ...]
    rule: Identity
    why: str = ""


def item(entry: Entry, signal: Signal) -> Item:
    """The item that an *entry* is, with its *signal*: all by which it may be known again."""
    guid = entry.guid.strip()
    anchor = entry.link.strip().partition("#")[2]
    return Item(
        signal=signal,
        guid=digest(entry.source, guid) if guid else "",
        words=digest(entry.source, signal.title.casefold(), signal.text.casefold()),
        # the id stands for the address, whether with http or https, www. or not
        anchor=digest(signal.id, anchor) if signal.url and anchor else "",
    )


def keys(items: Iterable[Item], rule: Identity) -> set[str]:
    """The ids that *rule* gives these items, before they are compared with anything."""
    return {key(one, rule) for one in items}


def resolve(items: Sequence[Item], kept: Collection[Kept], rule: Identity, total: int) -> Resolved:
    """Which items of one document are which: their ids made final, repeats taken out.

    *items* are of one source and come with the ids of `link` (as `pipeline.news.distil` gives them). *kept* holds what is
    stored of that source under any of their ids (as `keys` gives them), guids or words; what it holds of other sources counts
    for nothing. *total* is the number of entries of the whole document, of which *items* may be the few that were not known.
    """
    if not items:
        return Resolved((), rule)
    stored = AsStored.of(items[0].signal.source, kept)
    named = name(items, stored, rule, total)
    changed, why = rule, ""
    if rule is not Identity.WORDS and named.shared > tolerance(total):
        changed = _next(items, rule, guids=named.guids <= tolerance(total))
        why = f"{named.shared} of {total} items share their {_NAMES[rule]} with another; known by {_NAMES[changed]} from now on"
    elif named.guids > tolerance(total):
        changed = Identity.LINK
        why = f"{named.guids} of {total} guids stood for another item as well; known by their link alone from now on"
    if changed is not rule:
        named = name(items, stored, changed, total)
    first: dict[str, Item] = {}
    for ident, one in zip(named.ids, items, strict=True):
        first.setdefault(ident, one)
    return Resolved(tuple(under(ident, one) for ident, one in first.items()), changed, why)


def tolerance(total: int) -> int:
    """Conflicts in a document of *total* entries that change no rule: none under ten, one under thirty, two or a twentieth."""
    few, some = 10, 30
    if total < some:
        return int(total >= few)
    return max(2, total // 20)


_NAMES = {
    Identity.LINK_AND_GUID: "link",
    Identity.LINK: "link",
    Identity.FRAGMENT: "link with what follows the #",
    Identity.GUID: "guid",
    Identity.WORDS: "words",
}


def _next(items: Sequence[Item], rule: Identity, *, guids: bool) -> Identity:
    """The first rule after *rule* that tells the items of this document apart. *guids*: they stand for one item each."""
    if rule in BY_LINK and not _tells_apart(items, rule) and _tells_apart(items, Identity.FRAGMENT):
        return Identity.FRAGMENT
    guids = guids and rule in {Identity.LINK_AND_GUID, Identity.FRAGMENT} and any(one.guid for one in items)
    return Identity.GUID if guids and _tells_apart(items, Identity.GUID) else Identity.WORDS


def _tells_apart(items: Sequence[Item], rule: Identity) -> bool:
    """Whether what says different things gets different ids."""
    says: dict[str, str] = {}
    return all(says.setdefault(key(one, rule), one.words) == one.words for one in items)
