"""What stands before the root element: read in linear time, and refused where it would unfold or fetch. Pure.

Of a document type only entities remain that stand for a few plain characters, as those of HTML do. Nothing is ever opened.
"""

import re

from pipeline.feeds.encoding import DECLARATION

_ROOT = re.compile(rb"<[A-Za-z_\x80-\xff]")
_SUBSET_END = re.compile(rb"\]\s{0,100}>")
_ENTITY = re.compile(rb"""<!ENTITY\s{1,100}(%\s{1,100})?([\w.:-]{1,100})\s{1,100}(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_EXTERNAL = re.compile(
    rb"""<!ENTITY\s{1,100}(%\s{1,100})?[^\s"'>]{1,100}\s{1,100}(?:SYSTEM|PUBLIC)\s{1,100}["']?([^"'>]{0,20})""", re.IGNORECASE
)
_USED = re.compile(rb"&([A-Za-z_][\w.:-]{0,99});")
_PLAIN = re.compile(rb"(?:&#(?:x[0-9A-Fa-f]{1,6}|[0-9]{1,7});|[^&<%\"]{1,200})\Z")
_OF_XML = {b"amp", b"lt", b"gt", b"quot", b"apos"}
_PUBLISHED = (b"-//w3c//", b"-//netscape")
_PASSED = ((b"<!--", b"-->"), (b"<?", b"?>"))
_SHORT = 20
_MOST_ENTITIES = 500
_MOST_NESTED = 40
_MOST_PROLOG = 1 << 20
_MOST_SUBSET = 64 << 10


class PrologError(ValueError):
    """The prolog is an attack, or cannot be told from one; the message says what it would do."""


def settle(text: bytes) -> bytes:
    """UTF-8 text with a prolog of ours: the declaration, and a document type with the harmless entities that it declared.

    Comments, instructions and text before the root element are left out; without a root element nothing remains.
    PrologError for entities that unfold beyond 64 KiB or name something outside, and for a prolog or an internal subset too
    long to be honest (1 MiB, 64 KiB). A standard's published entities (W3C, Netscape) are passed over: feeds of old had them.
    """
    root, subset = _scan(text)
    lines = b"".join(b'<!ENTITY %s "%s">\n' % pair for pair in _entities(subset, text).items()) if subset else b""
    return DECLARATION + (b"<!DOCTYPE feed [\n" + lines + b"]>\n" if lines else b"") + text[root:]


def _scan(text: bytes) -> tuple[int, bytes]:
    """Where the root element begins, and the internal subset of the document type before it."""
    place, subset = text.find(b"<"), b""
    while 0 <= place < _MOST_PROLOG:
        if _ROOT.match(text, place):
            return place, subset
        if text[place : place + 9].upper() == b"<!DOCTYPE":
            end, found = _doctype(text, place)
            subset += found
        else:
            mark = next((mark for opening, mark in _PASSED if text.startswith(opening, place)), b"<")
            end = text.find(mark, place)  # its own place when it is nothing that can be passed over
            if end < 0:
                break
            end += len(mark)
        place = text.find(b"<", end)
    if place >= _MOST_PROLOG:
        raise PrologError("more than a megabyte stands before its first element")
    return len(text), subset


def _doctype(text: bytes, place: int) -> tuple[int, bytes]:
    """Where a document type ends, and its internal subset."""
    close = text.find(b">", place)
    opened = text.find(b"[", place, close if close >= 0 else len(text))
    if opened < 0:
        return close + 1 or len(text), b""
    end = _SUBSET_END.search(text, opened, opened + _MOST_SUBSET)
    if not end:
        raise PrologError("its document type never ends, or holds more than 64 KiB")
    return end.end(), text[opened + 1 : end.start()]


def _entities(subset: bytes, text: bytes) -> dict[bytes, bytes]:
    """The declared entities that may stay."""
    for parameter, public in _EXTERNAL.findall(subset):
        if not (parameter and public.lower().startswith(_PUBLISHED)):
            raise PrologError("its document type asks for something outside: an external entity")
    declared = _ENTITY.findall(subset)
    if len(declared) > _MOST_ENTITIES:
        raise PrologError("its document type declares more than 500 entities")
    named = {name: double or single for parameter, name, double, single in reversed(declared) if not parameter}
    if any(parameter and (b"<!" in value or b"&#" in value) for parameter, _, *values in declared for value in values):
        raise PrologError("its document type declares entities within entities")
    named = {name: value for name, value in named.items() if name not in _OF_XML}
    _weigh(named, text)
    return {name: value for name, value in named.items() if _PLAIN.match(value)}


def _weigh(named: dict[bytes, bytes], text: bytes) -> None:
    """PrologError when the entities, used as often as they are, unfold to more than they may."""
    sizes: dict[bytes, int] = {}

    def size(name: bytes, depth: int) -> int:
        if depth > _MOST_NESTED:
            raise PrologError("its entities stand within one another without end: an entity bomb")
        if name not in sizes:
            inner = (each for each in _USED.findall(named[name]) if each in named)
            sizes[name] = len(named[name]) + sum(size(each, depth + 1) for each in inner)
        return sizes[name]

    longest = max((size(name, 0) for name in named), default=0)
    if longest > _MOST_SUBSET or (longest > _SHORT and longest * text.count(b"&") > _MOST_SUBSET + 2 * len(text)):
        raise PrologError("its entities unfold to far more than they are: an entity bomb")
