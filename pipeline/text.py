"""Plain text out of what feeds send: no tags, no entities, no control characters. Pure."""

import html
import re
import unicodedata
from html.parser import HTMLParser

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
_TAG = re.compile(r"<[a-zA-Z/!][^>]*>")
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);")


class _Reader(HTMLParser):
    """Keeps the words; a block tag becomes a space, an inline tag nothing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag not in _INLINE:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag not in _INLINE:
            self.parts.append(" ")

    def handle_startendtag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE:
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def plain(markup: str) -> str:
    """*markup* as one line of plain text. Entities escaped twice are read twice; what is no tag stays ("a < b")."""
    text = _strip(markup) if _TAG.search(markup) else html.unescape(markup) if "&" in markup else markup
    if _ENTITY.search(text) or _TAG.search(text):
        text = _strip(text)
    return " ".join(_clean(text).split())


def shorten(text: str, most: int) -> str:
    """*text*, cut at a word so that it has at most *most* characters, with an ellipsis when cut."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    cut = head.rsplit(" ", 1)[0] if " " in head else head
    return cut.rstrip(" ,;:-–") + "…"


def _strip(markup: str) -> str:
    reader = _Reader()
    try:
        reader.feed(markup)
        reader.close()
    except AssertionError:  # the standard library's parser trips over some declarations
        return html.unescape(_TAG.sub(" ", markup))
    return "".join(reader.parts)


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
