"""Plain text out of what feeds send: no tags, no entities, no control characters. Pure."""

import html
import re
import unicodedata

_INLINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "cite",
    "code",
    "em",
    "font",
    "i",
    "mark",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "u",
}
_SILENT = {"script", "style", "template", "noscript", "iframe", "object", "svg"}
_RAW = {"script", "style"}
_TAG = re.compile(r"<[a-zA-Z/!][^>]*>")
_OPENING = re.compile(r"<(?:(!--)|([!?])|(/?)([a-zA-Z][^\s/>]*)|/)")
_WITHIN = re.compile(r""">|=\s*["']""")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)(?:\]\](?:>|&gt;)|\Z)", re.DOTALL)
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);")
_MOST_VALUES = 50
MOST_MARKUP = 200_000
"""Characters of markup that are looked at; what comes after them is left out."""


def plain(markup: str) -> str:
    """*markup* as one line of plain text. Entities escaped twice are read twice; what is no tag stays ("a < b"), no tag does.

    CDATA that was escaped, or put within CDATA, says what stands in it. Linear in time whatever the markup: the standard
    library's parser is not, on tags that never end.
    """
    text = _opened(_once(_opened(markup[:MOST_MARKUP])))
    if _ENTITY.search(text) or _has_tag(text):
        text = _opened(_strip(text))
    if _has_tag(text):  # escaped more often
        last = text.rindex(">") + 1
        text = _TAG.sub(" ", text[:last]) + text[last:]
    return " ".join(_clean(text).split())


def _once(markup: str) -> str:
    return _strip(markup) if _has_tag(markup) else html.unescape(markup) if "&" in markup else markup


def _has_tag(markup: str) -> bool:
    return _TAG.search(markup, 0, markup.rfind(">") + 1) is not None


def _opened(markup: str) -> str:
    """*markup* with the content of its CDATA in the place of each."""
    return _CDATA.sub(r"\1", markup) if "<![CDATA[" in markup else markup


def shorten(text: str, most: int) -> str:
    """*text*, cut at a word so that it has at most *most* characters, with an ellipsis when cut."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    cut = head.rsplit(" ", 1)[0] if " " in head else head
    return cut.rstrip(" ,;:-–") + "…"


def _strip(markup: str) -> str:
    """The words; a block tag becomes a space, an inline tag nothing, and what stands in a silent one is left out."""
    parts: list[str] = []
    place = silent = 0
    last = markup.rfind(">")
    commented = True
    while (start := markup.find("<", place)) >= 0 and start < last:
        found = _OPENING.match(markup, start)
        if not silent:
            parts.append(html.unescape(markup[place : start if found else start + 1]))
        place = start + 1
        if not found:
            continue
        comment, _, closing, name = found.groups()
        if comment and commented:
            end = markup.find("-->", start + 4)
            commented = end >= 0
            place = end + 3 if commented else found.end()
            continue
        if not name:
            place = markup.index(">", start) + 1
            continue
        place = _end(markup, found.end())
        name = name.lower()
        empty = markup.startswith("/>", place - 2)
        if name in _SILENT and not (empty and not closing):
            silent = max(0, silent - 1) if closing else silent + 1
            if name in _RAW and not closing:
                place = _behind(markup, place, name)
                silent -= 1
        elif name not in _INLINE and not silent:
            parts.append(" ")
    if not silent:
        parts.append(html.unescape(markup[place:]))
    return "".join(parts)


def _end(markup: str, place: int) -> int:
    """Where the tag ends that goes on at *place*; a ">" within a quoted value does not end it, unless that never ends."""
    first, values = markup.index(">", place) + 1, 0
    while (found := _WITHIN.search(markup, place)) and values < _MOST_VALUES:
        if found[0] == ">":
            return found.end()
        close = markup.find(found[0][-1], found.end())
        if close < 0:
            break
        place, values = close + 1, values + 1
    return first


def _behind(markup: str, place: int, name: str) -> int:
    """Where the text of a script or style ends, which holds no tags."""
    found = re.compile(rf"</{name}[^>]*>?", re.IGNORECASE).search(markup, place)
    return found.end() if found else len(markup)


def _clean(text: str) -> str:
    """Without control, format and private characters, which carry no words and break databases and mails."""
    if text.isascii() and text.isprintable():
        return text
    kept = (
        " " if c in "\t\n\r\v\f\x85\u2028\u2029" else c
        for c in unicodedata.normalize("NFC", text)
        if c in "\t\n\r\v\f\x85\u2028\u2029\u200d" or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    return "".join(kept)
