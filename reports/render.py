"""Digest → HTML and text, through typed templates. Nothing from a feed reaches a page but as text."""

import textwrap
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.core.digest import Digest
from reports import phrases

TEMPLATES = Path(__file__).with_name("templates")
COLUMNS = 72
BAR = 84
"""Width in pixels of the longest bar: what a telephone leaves beside a trend's name and two counts."""
_UNSEEN = {
    code: " " if chr(code).isspace() else None
    for code in (*range(9), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
}
"""Control characters and those that turn the direction of writing: never in a page, whatever came before."""


def html(digest: Digest) -> str:
    """The mail as one HTML page: tables, inlined styles, no script, no image, nothing fetched from elsewhere."""
    page = _environment(escape=True).get_template("digest.html.jinja").render(_given(digest))
    return _inliner().inline(page.translate(_UNSEEN))


def text(digest: Digest) -> str:
    """The same content as plain text, at most 72 columns but for links."""
    written = _environment(escape=False).get_template("digest.txt.jinja").render(_given(digest))
    lines = [line.rstrip() for line in written.translate(_UNSEEN).splitlines()]
    return "\n".join(_without_gaps(lines)) + "\n"


def _given(digest: Digest) -> dict[str, object]:
    most = max((count for q in digest.questions for d in q.directions for count in (d.mee, d.tegen)), default=0)
    return {
        "digest": digest,
        "most_trend": max((row.count for row in digest.trends), default=0),
        "most_bearing": most,
        "preheader": digest.lead[0].title if digest.lead else digest.headline,
    }


@cache
def _environment(*, escape: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=escape,  # noqa: S701 off for the text part only, where there is nothing to escape from
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals |= {"signs": phrases.SIGNS, "words": phrases.WORDS, "counted": phrases.counted}
    environment.filters |= {
        "number": phrases.number,
        "day": phrases.day,
        "long_day": phrases.long_day,
        "period": phrases.period,
        "quiet": phrases.quiet,
        "listed": phrases.listed,
        "trouble": phrases.trouble,
        "part_of_week": phrases.part_of_week,
        "link": link,
        "bar": bar,
        "fold": fold,
    }
    return environment


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


def link(url: str) -> str:
    """*url* when it is plain http(s) to some host, else "": a second look, whatever came before."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    plain = url.isprintable() and " " not in url
    return url if plain and parts.scheme in {"http", "https"} and parts.hostname else ""


def bar(count: int, most: int, width: int = BAR) -> int:
    """The width in pixels of a bar for *count* where *most* has the full *width*; at least three when there is any."""
    return max(3, round(width * count / most)) if count and most else 0


def fold(written: str, indent: int = 0, first: str = "") -> str:
    """*written* in lines of at most 72 columns; the first begins with *first*, the others with *indent* spaces.

    A word that is longer than a line is broken.
    """
    return textwrap.fill(
        " ".join(written.split()),
        COLUMNS,
        initial_indent=first or " " * indent,
        subsequent_indent=" " * indent,
        break_on_hyphens=False,
    )


def _without_gaps(lines: list[str]) -> list[str]:
    """At most one empty line on end."""
    return [line for n, line in enumerate(lines) if line or (n and lines[n - 1])]
