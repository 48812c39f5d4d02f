"""What an adversary writes into a feed reaches a page only as text."""

import re
from dataclasses import replace
from html import unescape

import pytest

from pipeline.core.answers import SourceState
from pipeline.core.model import Decision
from pipeline.core.taxonomy import Bearing
from reports.render import html, link, text
from tests.reports.stories import DIRECTIONS, SEEN, TRENDS, Told, background, digest, opinion, source, story

HOSTILE = (
    "<script>alert(1)</script>",
    "</title></head><body onload=alert(1)>",
    "\"><img src=x onerror=alert(1)> ' & &lt;b&gt;",
    "{{ 7 * 7 }} {% raw %}",
    "--> <!-- <style>p{display:none}</style>",
)


@pytest.mark.parametrize("words", HOSTILE)
def test_markup_of_a_feed_is_text(words: str) -> None:
    """Whatever a title, a summary or a publisher holds is read, never run: the page has no element of its making."""
    titled = story("a", title=words, text=f"Ander {words}", kind="nieuws", publishers=(words,))
    doubted = story("b", title=words, url="javascript:alert(1)")
    opinions = (
        opinion("a", {TRENDS[0]: Decision.YES}, dict.fromkeys(DIRECTIONS, Bearing.TEGEN)),
        opinion("b", doubtful=DIRECTIONS),
    )
    sources = {"nieuws": replace(source("nieuws"), name=words, publisher=words)}
    fetches = [("nieuws", SEEN, SourceState.TIMEOUT, words)]
    found = digest(Told((titled, doubted), opinions), given=background(fetches=fetches, sources=sources))
    tame = digest(Told((replace(titled, lead=replace(titled.lead, title="Tam", text="Ander")), doubted), opinions))
    page = html(found)
    assert words in unescape(page)
    assert not re.search(r"<(script|img|body on|iframe|svg|form|link|base|object)", page, re.IGNORECASE)
    assert set(re.findall(r"<[a-zA-Z!/][\w-]*", page)) <= set(re.findall(r"<[a-zA-Z!/][\w-]*", html(tame)))
    assert "javascript:" not in page
    assert not re.search(r"<[^>]*\son\w+=", page)
    assert " ".join(words.split()) in " ".join(text(found).split())


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " JavaScript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//krant.example/x",
        "/x",
        "",
        "http:",
        "https:///x",
        "http://[bad",
        "https://krant.example/a\n\nGEHEEL ANDERE REGEL",
        "https://krant.example/a b",
        "https://krant.example/\x1b[31m",
    ],
)
def test_link_that_is_not_plain_is_no_link(url: str) -> None:
    """Only an http(s) address with a host and without spaces or controls is a link; the rest is left out, without an error."""
    assert link(url) == ""
    told = Told((story("a", url=url),), (opinion("a", {TRENDS[0]: Decision.YES}),))
    assert "href" not in html(digest(told))
    assert "GEHEEL ANDERE" not in text(digest(told))


@pytest.mark.parametrize("url", ["https://krant.example/a?b=1&c=%22", "http://krant.example", "HTTPS://krant.example/x"])
def test_plain_link_stays_as_it_is(url: str) -> None:
    """A plain address is given as it came, in page and text."""
    assert link(url) == url
    found = digest(Told((story("a", url=url),), (opinion("a", {TRENDS[0]: Decision.YES}),)))
    assert f'href="{url.replace("&", "&amp;")}"' in html(found)
    assert f"  {url}\n" in text(found)


def test_control_characters_reach_neither_page_nor_text() -> None:
    """Escape codes and invisible direction marks are dropped, though they should not have come this far."""
    evil = "Rood \x1b[31m\x00\x07\x9b gevaar \u202eomgekeerd\u2066"
    told = Told((story("a", title=evil, text=f"Tekst {evil}. Meer."),), (opinion("a", {TRENDS[0]: Decision.YES}),))
    for written in (html(digest(told)), text(digest(told))):
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffd]", written)
        assert "gevaar" in written
