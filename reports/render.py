"""Digest → HTML and text, through typed templates. Nothing from a feed reaches a page but as text."""

import re
import textwrap
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from pipeline.core.digest import BearingMark, Digest, TrendRow
from reports import lines, sentences
from reports.account import account
from reports.fit import told
from reports.phrases import SIGNS, phrases
from reports.reissue import reissue

TEMPLATES = Path(__file__).with_name("templates")
COLUMNS = 72
LONGEST_LINK = 2000
"""A longer address is no link: mail programs cut it, and some thousand bytes of it would push out stories."""
_FIGURE = re.compile(r"(\d[\d.,]*\d|\d)")
_UNSEEN = {
    code: " " if chr(code).isspace() else None
    for code in (*range(9), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
}
"""Control characters and those that turn the direction of writing: never in a page, whatever came before."""


def html(digest: Digest) -> str:
    """The mail as one HTML page: tables, inlined styles, no script, nothing fetched from elsewhere.

    Its pictures stand in it as data, so that a file needs nothing beside it; `reports.parts` makes parts of a mail of them.
    """
    page = _environment(digest.lang, escape=True).get_template("digest.html.jinja").render(_given(digest))
    # the inliner puts the styles that it keeps first, and a browser looks for the encoding in the first kilobyte only
    return _inliner().inline(page.translate(_UNSEEN)).replace("<head>", '<head><meta charset="utf-8">', 1)


def size(digest: Digest) -> int:
    """How many bytes its page has."""
    return len(html(digest).encode())


def text(digest: Digest) -> str:
    """The same content as plain text, at most 72 columns but for links."""
    written = _environment(digest.lang, escape=False).get_template("digest.txt.jinja").render(_given(digest))
    folded = [line.rstrip() for line in written.translate(_UNSEEN).splitlines()]
    return "\n".join(_without_gaps(folded)).strip("\n") + "\n"


def _given(digest: Digest) -> dict[str, object]:
    blocks = [block for question in digest.questions for block in question.directions]
    return {
        "digest": digest,
        "cards": {card.id: card for card in digest.stories},
        "told": told(digest),
        "most_trend": max((max(row.count, row.comparison.high or 0) for row in digest.trends), default=0),
        "most_wind": max((count for block in blocks for count in (block.mee, block.tegen)), default=0),
        "preheader": digest.lead[0].title if digest.lead else digest.headline,
        "vane": sentences.vane(digest),
    }


@cache
def _environment(lang: str, *, escape: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=escape,  # noqa: S701 off for the text part only, where there is nothing to escape from
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.i18n"],
    )
    say = phrases(lang)
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(say.tongue.catalogue, newstyle=True)  # type: ignore[attr-defined]
    environment.globals |= {
        "signs": SIGNS,
        "say": say,
        "sentences": sentences,
        "lines": lines,
        "account": account,
        "reissue": reissue,
    }
    environment.filters |= {
        "number": say.number,
        "link": link,
        "share": share,
        "fold": fold,
        "figures": figures,
        "picture": picture,
        "led_by": led_by,
    }
    return environment


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(keep_at_rules=True, minify_css=True, load_remote_stylesheets=False)


def link(url: str) -> str:
    """*url* when it is plain http(s) to some host and not endless, else "": a second look, whatever came before."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    plain = url.isprintable() and " " not in url and len(url) <= LONGEST_LINK
    return url if plain and parts.scheme in {"http", "https"} and parts.hostname else ""


def share(count: float, most: float, whole: float = 100) -> float:
    """The part of *whole* that *count* is of *most*, in hundredths; at least one when there is any."""
    return max(1.0, round(whole * count / most, 2)) if count and most else 0.0


def figures(said: str) -> Markup:
    """A sentence with its numbers in bold."""
    parts = _FIGURE.split(said)
    return Markup("").join(Markup("<b>{}</b>").format(part) if n % 2 else escape(part) for n, part in enumerate(parts))


def led_by(marks: Sequence[BearingMark], first: str | None) -> list[BearingMark]:
    """The bearings of a story, that on the direction *first* before the others."""
    return sorted(marks, key=lambda mark: mark.id != first)


def picture(row: TrendRow) -> str:
    """The line of a trend as a PNG that stands in the page itself."""
    # matplotlib takes most of a second to load, and is of no use before there are weeks enough
    from reports.charts import line

    return f"data:image/png;base64,{b64encode(line(row.history)).decode()}"


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


def _without_gaps(written: list[str]) -> list[str]:
    """At most one empty line on end."""
    return [line for n, line in enumerate(written) if line or (n and written[n - 1])]
