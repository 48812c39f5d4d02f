"""Sources ↔ OPML, the form in which feed readers exchange lists of feeds. Pure.

Reading is for files of strangers: no DOCTYPE and so no entities, and limits on size, depth and number.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from pipeline.core.errors import InputError
from pipeline.core.model import Source
from pipeline.sources.relations import address, language

MAX_BYTES = 4 << 20
MAX_DEPTH = 64
MAX_OUTLINES = 5000

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NO_FEED = {"link", "include"}
"""Types of outline whose `url` is a page or another list."""


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed in an OPML file. *folders* are its categories and the folders it stands in, nearest first.

    *url* is as written but for `pipeline.sources.relations.address`; *lang* two or three small letters; *disabled* when it is
    commented out. What is missing is "".
    """

    title: str
    url: str
    folders: tuple[str, ...] = ()
    page: str = ""
    lang: str = ""
    disabled: bool = False
    line: int = 0


def write(sources: Sequence[Source], folders: Mapping[str, str]) -> bytes:
    """The sources that have an address as OPML 2.0, grouped by kind; *folders* gives the title of a kind.

    Disabled ones are commented out as OPML has it (isComment). Publisher, notes and licence have no place in OPML.
    """
    kinds = dict.fromkeys(source.kind for source in sources if source.url)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">']
    lines += ["  <head>", "    <title>windwijzer</title>", "  </head>", "  <body>"]
    for kind in kinds:
        title = folders.get(kind, kind)
        lines.append(f"    <outline{_attributes(text=title, title=title)}>")
        lines += [f"      <outline{_outline(source)}/>" for source in sources if source.kind == kind and source.url]
        lines.append("    </outline>")
    lines += ["  </body>", "</opml>", ""]
    return "\n".join(lines).encode()


def _outline(source: Source) -> str:
    commented = {} if source.enabled else {"isComment": "true"}
    return _attributes(
        type="rss",
        text=source.name,
        title=source.name,
        xmlUrl=source.url or "",
        category=source.kind,
        language=source.lang,
        **commented,
    )


def _attributes(**values: str) -> str:
    return "".join(f" {name}={quoteattr(_NOT_XML.sub('', value))}" for name, value in values.items())


def read(document: bytes, name: str = "the OPML file") -> tuple[Outline, ...]:
    """The feeds in an OPML document of version 1.0, 1.1 or 2.0, in its order; *name* is what to call it in a complaint.

    Any encoding that expat reads; attribute names in any case; `url` where `xmlUrl` is missing. Outlines without an address
    are folders or notes. Raises InputError with the line and the remedy. Does not judge addresses.
    """
    if len(document) > MAX_BYTES:
        raise InputError(f"{name}: larger than {MAX_BYTES >> 20} MiB; split it")
    reader = _Reader(name)
    try:
        reader.parser.Parse(document, True)
    except expat.ExpatError as error:
        raise reader.complaint(
            f"not well-formed XML ({expat.ErrorString(error.code)}); export it again", error.lineno
        ) from error
    except (LookupError, ValueError) as error:
        raise reader.complaint(f"unreadable encoding ({error}); save it as UTF-8") from error
    return tuple(reader.found)


class _Reader:
    """The handlers of one document. Folders are those of the outlines that are open."""

    def __init__(self, name: str) -> None:
        self.found: list[Outline] = []
        self._name = name
        self._open: list[str | None] = []  # the title of an outline, None for any other element
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def complaint(self, text: str, line: int = 0) -> InputError:
        return InputError(f"{self._name}, line {line or self.parser.CurrentLineNumber}: {text}")

    def _doctype(self, *_: object) -> None:
        raise self.complaint("holds a DOCTYPE, which may carry entities, and is not read; delete that declaration")

    def _start(self, tag: str, written: dict[str, str]) -> None:
        tag = tag.lower()
        if not self._open and tag != "opml":
            raise self.complaint(f"no OPML: it begins with <{tag[:40]}>; give the file that a feed reader exports as OPML")
        if len(self._open) >= MAX_DEPTH:
            raise self.complaint(f"more than {MAX_DEPTH} levels deep; export it again with fewer folders")
        if tag != "outline":
            self._open.append(None)
            return
        fields = {name.lower(): value.strip() for name, value in written.items()}
        title = fields.get("title") or fields.get("text") or ""
        if url := _feed(fields):
            self._found(Outline(title, url, self._folders(fields), *_rest(fields), line=self.parser.CurrentLineNumber))
        self._open.append(title)

    def _found(self, outline: Outline) -> None:
        if len(self.found) >= MAX_OUTLINES:
            raise self.complaint(f"more than {MAX_OUTLINES} feeds; split it")
        self.found.append(outline)

    def _folders(self, fields: dict[str, str]) -> tuple[str, ...]:
        categories = re.split("[,/]", fields.get("category", ""))
        above = [title for title in reversed(self._open) if title]
        return tuple(dict.fromkeys(part.strip() for part in (*categories, *above) if part.strip()))

    def _end(self, _tag: str) -> None:
        self._open.pop()


def _feed(fields: dict[str, str]) -> str:
    url = fields.get("xmlurl") or ("" if fields.get("type", "").lower() in _NO_FEED else fields.get("url", ""))
    return address(url)


def _rest(fields: dict[str, str]) -> tuple[str, str, bool]:
    commented = fields.get("iscomment", "").lower() == "true"
    return fields.get("htmlurl", ""), language(fields.get("language", "")), commented
