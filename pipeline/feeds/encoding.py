"""Bytes in any encoding → UTF-8 that XML may hold, by the order in which feedparser tries encodings. Pure.

feedparser's own conversion is not used: its search for the declaration takes minutes on one long line, and a declaration may
name codecs that are quadratic ("punycode").
"""

import codecs
import re

DECLARATION = b"<?xml version='1.0' encoding='utf-8'?>\n"
"""What stands before every document that leaves here."""

_HEAD = 1024
_MARKS = (
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF8, "utf-8"),
)
_SHAPES = (
    (re.compile(rb"\0\0\0<"), "utf-32-be"),
    (re.compile(rb"<\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0<\0[?!a-zA-Z]"), "utf-16-be"),
    (re.compile(rb"<\0[?!a-zA-Z]\0"), "utf-16-le"),
    (re.compile(rb"\x4c\x6f\xa7\x94"), "cp037"),
)
_DECLARED = re.compile(rb"""<\?[^>]{0,900}?encoding\s*=\s*['"]([A-Za-z0-9._-]{1,40})['"]""")
_OPENING = re.compile(rb"<\?xml[^>]{0,1000}>[ \t\r\n]*")
_WIDE = re.compile(r"(?:u|utf|ucs|csucs|iso-10646-ucs)[-_]?(?:16|32|2|4)(?:[-_]?[bl]e)?|csunicode", re.IGNORECASE)
_COSTLY = {"punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined"}
_FORBIDDEN = bytes(range(9)) + b"\x0b\x0c" + bytes(range(14, 32))
_STRAY = 0.05
_STRAY_BYTES = "windwijzer-stray-bytes"
_MOST_STRAY = 10_000


class BinaryBodyError(ValueError):
    """The body is no text: too many of its bytes are control characters."""


def utf8(body: bytes, content_type: str = "") -> bytes:
    """The body in UTF-8, without byte order mark and control characters, under a declaration that says so.

    The encoding is what the first bytes betray when that is UTF-16 or UTF-32, else that of the Content-Type, else the
    declared one, else that of the byte order mark, else UTF-8, else Windows-1252: the first in which the body can be read.
    Of UTF-8 with a few stray bytes only those are read as Windows-1252: one bad letter does not cost the others.
    BinaryBodyError when more than a twentieth are control characters; fewer are left out, and so are zero bytes at the end.
    """
    body, marked = _mark(body)
    head = body[:_HEAD]
    if marked and marked != "utf-8":
        head = body[: 4 * _HEAD].decode(marked, "replace").encode()[:_HEAD]
    found = _DECLARED.match(head.lstrip())
    declared = found[1].decode() if found else ""
    if marked and _WIDE.fullmatch(declared):
        declared = marked
    wide = marked if _WIDE.fullmatch(marked) else ""  # what looks like UTF-16 is readable as UTF-8, full of zeros
    if wide:
        text = _clean(body.decode(wide, "replace").encode())
    else:
        text = _clean(_decoded(body, _asked(content_type, declared), declared, marked))
    return DECLARATION + text[match.end() if (match := _OPENING.match(text)) else 0 :]


def _mark(body: bytes) -> tuple[bytes, str]:
    """The body without its byte order mark, and the encoding that its first bytes betray, if any."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :], name
    return body, next((name for shape, name in _SHAPES if shape.match(body)), "")


def _asked(content_type: str, declared: str) -> str:
    """The encoding that RFC 3023 gives for a Content-Type, as feedparser reads it."""
    kind, *parameters = (part.strip() for part in (content_type or "application/xml").split(";"))
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "charset" and (name := value.strip().strip("\"'")):
            return name
    return "us-ascii" if kind.startswith("text/") else declared or "utf-8"


def _decoded(body: bytes, *names: str) -> bytes:
    for name in (*names, "utf-8"):
        if (found := _in(body, name)) is not None:
            return found
    if _mostly_utf8(body):
        return body.decode("utf-8", _STRAY_BYTES).encode()
    return next(found for name in ("windows-1252", "latin-1") if (found := _in(body, name)) is not None)


def _in(body: bytes, name: str) -> bytes | None:
    """The body in UTF-8 when it can be read in the encoding of that name."""
    codec = _codec(name)
    try:
        if codec in {"utf-8", "ascii"}:
            body.decode(codec)
            return body
        return body.decode(codec).encode() if codec else None
    except (UnicodeError, LookupError, ValueError):
        return None


def _mostly_utf8(body: bytes) -> bool:
    """Whether the bytes that are no UTF-8 are few, and fewer than those of the letters beyond ASCII that are."""
    letters = body.decode("utf-8", "ignore")
    right = len(letters.encode())
    beyond = right - len(letters.encode("ascii", "ignore"))
    return len(body) - right < min(beyond, _MOST_STRAY)


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """The stray bytes at which reading stopped, as Windows-1252."""
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("windows-1252", "replace"), error.end


def _codec(name: str) -> str:
    """Python's name for an encoding, empty for what it does not know or what costs too much."""
    try:
        codec = codecs.lookup("gb18030" if name.lower() == "gb2312" else name).name.replace("-", "_")
    except (LookupError, ValueError):
        return ""
    return "" if codec in _COSTLY else codec.replace("utf_8", "utf-8")


def _clean(text: bytes) -> bytes:
    text = text.rstrip(b"\0")
    kept = text.translate(None, _FORBIDDEN)
    if not kept or len(text) - len(kept) > _STRAY * len(text):
        raise BinaryBodyError("its bytes are no text")
    return kept


codecs.register_error(_STRAY_BYTES, _as_windows)
