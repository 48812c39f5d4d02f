import ipaddress
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from zoneinfo import ZoneInfo

import pytest

from pipeline.core.answers import FetchResult, SourceState
from pipeline.core.errors import InputError
from pipeline.core.model import Source
from pipeline.parallel import Processes
from pipeline.sources.probe import Fetch, Probe, probe
from pipeline.sources.seek import seek
from pipeline.web.ask import FetchRequest
from pipeline.web.fetch import fetch
from tests.cli.home import rss
from tests.servers import Answer, FeedServer

ZONE = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)
PAGE = {"Content-Type": "text/html"}
WEEK = (
    ("Kust breekt af", "x", "Tue, 17 Nov 2026 09:00:00 +0100"),
    ("Zonder datum", "x", ""),
    ("Uit de toekomst", "x", "Tue, 17 Nov 2099 09:00:00 +0100"),
    ("Zee stijgt", "x", "Fri, 20 Nov 2026 09:00:00 +0100"),
)


@pytest.fixture
def web() -> Fetch:
    """The real way to the web, with loopback allowed."""

    def ask(requests: Sequence[FetchRequest]) -> Iterator[FetchResult]:
        return fetch(requests, now=NOW, allowed=LOOPBACK)

    return ask


def probed(server: FeedServer, web: Fetch, *answers: Answer) -> list[Probe]:
    """What sources give that answer so, in their order."""
    for number, answer in enumerate(answers):
        server.answers[f"/{number}"] = answer
    sources = [Source(f"{n}", f"{n}", server.url(f"/{n}"), "nieuws", "nl", f"{n}") for n in range(len(answers))]
    return sorted(probe(sources, fetch=web, zone=ZONE), key=lambda one: int(one.source))


def test_what_a_feed_gives(feed_server: FeedServer, web: Fetch) -> None:
    """State, items, how many have no date to be believed, the newest of the others, the title, the newest items first."""
    (found,) = probed(feed_server, web, Answer(body=rss(*WEEK, site="De Meeuw &amp;amp; zo")))
    assert (found.state, found.items, found.undated, found.message) == (SourceState.FETCHED, 4, 2, "")
    assert found.newest == datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
    assert found.title == "De Meeuw & zo"
    assert [signal.title for signal in found.first] == ["Zee stijgt", "Kust breekt af", "Zonder datum", "Uit de toekomst"]
    assert found.is_feed
    assert 0 < found.seconds < 10


@pytest.mark.parametrize(
    ("body", "title", "lang"),
    [
        ("<rss version='2.0'><channel><title>De Zee</title><language>nl-NL</language>{}</channel></rss>", "De Zee", "nl"),
        ("<rss version='2.0'><channel><title>Z</title><language>Nederlands</language>{}</channel></rss>", "Z", ""),
        ("<rss version='2.0'><channel>{}<title>Too late</title></channel></rss>", "", ""),
        ("<rss version='2.0'><channel><title>" + "z" * 5000 + "</title>{}</channel></rss>", "z" * 299 + "…", ""),
        (
            "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='de'><title type='html'>&lt;b&gt;S&lt;/b&gt;</title>{}</feed>",
            "S",
            "de",
        ),
        (
            '{"version": "https://jsonfeed.org/version/1.1", "title": "Zee", "language": "FY", "items": [{"title": "a"}]}',
            "Zee",
            "fy",
        ),
        ('{"version": "https://jsonfeed.org/version/1.1", "title": 7, "items": [{"title": "a"}]}', "7", ""),
    ],
)
def test_what_a_feed_says_of_itself(feed_server: FeedServer, web: Fetch, body: str, title: str, lang: str) -> None:
    """Title and language as plain text, from before the first item, bounded."""
    item = "<entry><title>a</title></entry>" if body.startswith("<feed") else "<item><title>a</title></item>"
    (found,) = probed(feed_server, web, Answer(body=body.replace("{}", item).encode()))
    assert (found.state, found.title, found.lang) == (SourceState.FETCHED, title, lang)


def test_what_is_no_feed_is_told(feed_server: FeedServer, web: Fetch) -> None:
    """Each trouble is a state with a message; an empty feed is a feed all the same, an empty body is none."""
    empty = b"<rss version='2.0'><channel><title>Stil</title></channel></rss>"
    found = probed(
        feed_server,
        web,
        Answer(410),
        Answer(body=b"<!doctype html><title>x</title>", headers=PAGE),
        Answer(body=empty),
        Answer(body=b""),
    )
    states = [SourceState.GONE, SourceState.HTML, SourceState.EMPTY, SourceState.EMPTY]
    assert [one.state for one in found] == states
    assert [one.is_feed for one in found] == [False, False, True, False]
    assert found[0].message.startswith("HTTP 410")


def test_many_sources_in_processes(feed_server: FeedServer, web: Fetch) -> None:
    """Two hundred sources, every tenth broken and one that hangs a second: each is told, all in parallel."""
    for number in range(200):
        feed_server.answers[f"/{number}"] = Answer(body=rss(*WEEK, site=f"{number}")) if number % 10 else Answer(500)
    feed_server.answers["/77"] = Answer(act=lambda _: time.sleep(1))
    sources = [Source(f"{n}", f"{n}", feed_server.url(f"/{n}"), "nieuws", "nl", f"{n}") for n in range(200)]
    by_hand = Source("hand", "hand", None, "werksessie", "nl", "hand")
    found = {one.source: one for one in probe([*sources, by_hand], fetch=web, zone=ZONE, map_=Processes(2))}
    assert set(found) == {source.id for source in sources}
    assert {n for n, one in found.items() if one.state is SourceState.HTTP_ERROR} == {f"{n}" for n in range(0, 200, 10)}
    assert {n for n, one in found.items() if one.state is SourceState.UNREACHABLE} == {"77"}
    assert {one.items for one in found.values() if one.state is SourceState.FETCHED} == {4}


def page(*hrefs: str) -> Answer:
    """A page that names feeds."""
    drawn = "".join(f'<link rel="alternate" type="application/rss+xml" href="{href}">' for href in hrefs)
    return Answer(body=f"<!doctype html><html><head>{drawn}</head></html>".encode(), headers=PAGE)


def test_a_feed_is_its_own(feed_server: FeedServer, web: Fetch) -> None:
    """An address with a feed is taken as it is; there is nothing to choose."""
    feed_server.answers["/rss"] = Answer(body=rss(*WEEK, site="Zee"))
    url = feed_server.url("/rss")
    found = seek(url, fetch=web, zone=ZONE)
    assert (found.url, found.probe.title, found.candidates, found.chosen) == (url, "Zee", (), 0)
    with pytest.raises(InputError, match="is itself a feed"):
        seek(url, fetch=web, zone=ZONE, choose=1)


def test_the_first_that_can_be_read_or_the_one_chosen(feed_server: FeedServer, web: Fetch) -> None:
    """A page's feeds are tried in its order, however slowly one of them answers."""

    def slow(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(0.5)
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(rss(*WEEK, site="2"))

    feed_server.answers |= {"/": page("/0", "/1", "/2", "/3"), "/0": Answer(404), "/1": Answer(404)}
    feed_server.answers |= {"/2": Answer(act=slow), "/3": Answer(body=rss(*WEEK, site="3"))}
    found = seek(feed_server.url("/"), fetch=web, zone=ZONE)
    assert (found.url, found.chosen, len(found.candidates)) == (feed_server.url("/2"), 3, 4)
    assert seek(feed_server.url("/"), fetch=web, zone=ZONE, choose=4).url == feed_server.url("/3")
    with pytest.raises(InputError, match=r"none of what the page offers .*\n  http://.*/1: http-error: HTTP 404"):
        seek(feed_server.url("/"), fetch=web, zone=ZONE, choose=2)
    with pytest.raises(InputError, match=r"--choose 5: the page offers 4:\n  1. http://"):
        seek(feed_server.url("/"), fetch=web, zone=ZONE, choose=5)


def test_the_usual_places_when_a_page_names_none(feed_server: FeedServer, web: Fetch) -> None:
    """The first of the usual places of the site that has a feed; without any, what was tried is told."""
    feed_server.answers |= {"/diep/in": page(), "/rss": page()}
    with pytest.raises(
        InputError, match=r"/diep/in is no feed .*, names none, and its site has none at http://.*/feed, http://"
    ):
        seek(feed_server.url("/diep/in"), fetch=web, zone=ZONE)
    feed_server.answers |= {path: Answer(body=rss(*WEEK, site="x")) for path in ("/rss.xml", "/index.xml")}
    assert seek(feed_server.url("/diep/in"), fetch=web, zone=ZONE).url == feed_server.url("/rss.xml")


def test_where_a_feed_went_for_good_is_its_address(feed_server: FeedServer, web: Fetch) -> None:
    """A permanent move (308) is taken over, a passing one (302) is not."""
    feed_server.answers["/rss"] = Answer(body=rss(*WEEK, site="x"))
    for status, expected in ((308, "/rss"), (302, "/old")):
        feed_server.answers["/old"] = Answer(status, headers={"Location": "/rss"})
        assert seek(feed_server.url("/old"), fetch=web, zone=ZONE).url == feed_server.url(expected)


def test_what_cannot_be_fetched_is_told(feed_server: FeedServer, web: Fetch) -> None:
    """Without an answer there is nothing to discover."""
    with pytest.raises(InputError, match=r"/weg: http-error: HTTP 404"):
        seek(feed_server.url("/weg"), fetch=web, zone=ZONE)
