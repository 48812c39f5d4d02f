"""Being told to wait, and trying again: a server that asks for rest gets it, and only a broken connection is tried again."""

import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_network

import pytest

from pipeline.core.answers import Failed, Fetched, FetchResult, SourceState, Wait
from pipeline.web.ask import ATTEMPTS, FetchLimits, FetchRequest
from pipeline.web.fetch import fetch
from pipeline.web.turns import Politeness
from tests.names import Names
from tests.servers import Answer, FeedServer

LOOPBACK = (ip_network("127.0.0.0/8"),)
BODY = b"<rss version='2.0'><channel><title>Weer op zee</title></channel></rss>"
LIMITS = FetchLimits(deadline=10, workers=1, pause=0.02, politeness=Politeness(gap=0))


def ask(
    urls: list[str], now: datetime, waits: Mapping[str, datetime] | None = None, limits: FetchLimits = LIMITS
) -> list[FetchResult]:
    """The results for some addresses, one after the other, in their order."""
    requests = [FetchRequest(str(number), url) for number, url in enumerate(urls)]
    found = fetch(requests, now=now, allowed=LOOPBACK, limits=limits, waits=waits)
    return sorted(found, key=lambda result: int(result.source))


def failed(result: FetchResult) -> Failed:
    """A result that must be a failure."""
    assert isinstance(result, Failed)
    return result


@pytest.fixture
def site(feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a server of the web: the one on loopback, under a name of its own."""
    Names({name: ["127.0.0.1"] for name in ("uil.nl", "feeds.uil.nl")}).serve(monkeypatch)
    return feed_server.url("").replace("127.0.0.1", "uil.nl")


@pytest.mark.parametrize(
    ("status", "headers", "wait"),
    [
        (429, {"Retry-After": "600"}, timedelta(minutes=10)),
        (503, {"Retry-After": "600"}, timedelta(minutes=10)),
        (429, {"Retry-After": "Mon, 23 Nov 2026 08:10:00 GMT", "Date": "Mon, 23 Nov 2026 08:00:00 GMT"}, timedelta(minutes=10)),
        (503, {"Retry-After": "Mon, 23 Nov 2026 08:10:00 GMT", "Date": "Mon, 23 Nov 2026 08:00:00 GMT"}, timedelta(minutes=10)),
        (429, {"Retry-After": "0"}, timedelta(minutes=1)),
        (503, {"Retry-After": "0"}, timedelta(minutes=1)),
        (429, {"Retry-After": "31536000"}, timedelta(days=7)),
        (429, {"Retry-After": "straks"}, timedelta(hours=1)),
        (429, {}, timedelta(hours=1)),
    ],
)
def test_server_that_asks_for_rest_gets_it(
    feed_server: FeedServer, now: datetime, status: int, headers: dict[str, str], wait: timedelta
) -> None:
    """Too many requests, and unavailable with a time to come back, are waits and no fault; both say until when."""

    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response_only(status)
        for name, value in ({"Content-Length": "0"} | headers).items():
            handler.send_header(name, value)
        handler.end_headers()

    feed_server.answers["/feed"] = Answer(act=act)
    (result,) = ask([feed_server.url("/feed")], now)
    found = failed(result)
    assert found.state is SourceState.THROTTLED
    assert not found.state.fault
    assert found.wait is not None
    assert found.wait.scope == feed_server.url("/feed")
    assert wait <= found.wait.until - now <= wait * 1.1
    assert found.message.startswith(f"HTTP {status} ")
    assert found.message.endswith(f": 127.0.0.1 asks not to be asked before {found.wait.until:%Y-%m-%d %H:%M} UTC")


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "straks"}])
def test_unavailable_without_a_time_is_an_error(feed_server: FeedServer, now: datetime, headers: dict[str, str]) -> None:
    """A 503 that does not say when to return is an error like any other, and nobody waits for it."""
    feed_server.answers["/feed"] = Answer(503, b"", headers)
    found = failed(ask([feed_server.url("/feed")], now)[0])
    assert (found.state, found.wait) == (SourceState.HTTP_ERROR, None)
    assert found.message == "HTTP 503 Service Unavailable"


def test_server_that_waits_is_not_asked(feed_server: FeedServer, now: datetime, site: str) -> None:
    """A host under a wait is left alone, all of it; the result says until when, so that it is asked again then."""
    feed_server.answers |= {"/a": Answer(200, BODY), "/b": Answer(200, BODY)}
    until = now + timedelta(minutes=5)
    other = site.replace("uil.nl", "feeds.uil.nl")
    found = ask([f"{site}/a", f"{site}/b?x", f"{other}/a", feed_server.url("/b")], now, {"uil.nl": until})
    for result in found[:2]:
        assert failed(result).state is SourceState.THROTTLED
        assert failed(result).message == "uil.nl asks not to be asked before 2026-11-23 06:05 UTC"
        assert failed(result).wait == Wait("uil.nl", until)
    assert all(isinstance(result, Fetched) for result in found[2:])
    assert len(feed_server.asked["/a"]) == len(feed_server.asked["/b"]) == 1


def test_wait_that_is_over_is_none(feed_server: FeedServer, now: datetime, site: str) -> None:
    """From its moment on the server is asked again."""
    feed_server.answers["/a"] = Answer(200, BODY)
    assert isinstance(ask([f"{site}/a"], now, {"uil.nl": now})[0], Fetched)


def test_wait_counts_where_a_redirect_leads(feed_server: FeedServer, now: datetime, site: str) -> None:
    """A host under a wait is not asked by way of another either."""
    feed_server.answers["/a"] = Answer(302, b"", {"Location": f"{site}/b"})
    found = failed(ask([feed_server.url("/a")], now, {"uil.nl": now + timedelta(hours=1)})[0])
    assert found.state is SourceState.THROTTLED
    assert not feed_server.asked["/b"]


def test_host_that_says_enough_is_not_asked_again_in_the_same_run(feed_server: FeedServer, now: datetime, site: str) -> None:
    """After one 429 the other sources of that host are left alone; those of another host of its domain are not."""
    feed_server.answers |= {"/a": Answer(429, b"", {"Retry-After": "600"}), "/b": Answer(200, BODY), "/c": Answer(200, BODY)}
    other = site.replace("uil.nl", "feeds.uil.nl")
    found = ask([f"{site}/a", f"{site}/b", f"{other}/c"], now)
    assert [failed(result).state for result in found[:2]] == [SourceState.THROTTLED] * 2
    assert failed(found[0]).wait == failed(found[1]).wait
    assert isinstance(found[2], Fetched)
    assert (len(feed_server.asked["/a"]), len(feed_server.asked["/b"])) == (1, 0)


def test_on_a_network_of_our_own_the_address_alone_waits(feed_server: FeedServer, now: datetime) -> None:
    """One bridge makes feeds of many sites: when one of these says enough, the others go on."""
    feed_server.answers |= {"/a": Answer(429, b"", {"Retry-After": "600"}), "/b": Answer(200, BODY)}
    found = ask([feed_server.url("/a"), feed_server.url("/a"), feed_server.url("/b")], now)
    assert [failed(result).state for result in found[:2]] == [SourceState.THROTTLED] * 2
    assert isinstance(found[2], Fetched)
    assert len(feed_server.asked["/a"]) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 408, 410, 425, 429, 500, 502, 503, 504, 304, 204])
def test_an_answer_is_never_asked_for_again(feed_server: FeedServer, now: datetime, status: int) -> None:
    """Whatever a server answers, it is asked once."""
    feed_server.answers["/feed"] = Answer(status)
    failed(ask([feed_server.url("/feed")], now)[0])
    assert len(feed_server.asked["/feed"]) == 1


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, BODY, {"Content-Encoding": "br"}),
        Answer(200, b"geen gzip", {"Content-Encoding": "gzip"}),
        Answer(200, BODY * 20_000),
        Answer(302, b"", {"Location": "http://10.0.0.8/"}),
        Answer(302, b"", {"Location": "ftp://nos.nl/"}),
    ],
    ids=["unknown encoding", "damaged", "too large", "refused address", "refused scheme"],
)
def test_what_will_not_change_is_not_tried_again(feed_server: FeedServer, now: datetime, answer: Answer) -> None:
    """A body that cannot be had and an address that may not be asked stay so."""
    feed_server.answers["/feed"] = answer
    failed(ask([feed_server.url("/feed")], now, limits=replace(LIMITS, body=1 << 20))[0])
    assert len(feed_server.asked["/feed"]) == 1


def breaks(written: bytes) -> Answer:
    """An answer that breaks off after these bytes."""
    return Answer(act=lambda handler: handler.wfile.write(written))


BROKEN = {
    "no answer": b"",
    "in the head": b"HTTP/1.1 200 OK\r\nContent-Ty",
    "in the body": b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nabc",
    "in the chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
}


@pytest.mark.parametrize("written", BROKEN.values(), ids=BROKEN)
def test_a_broken_connection_is_tried_again(feed_server: FeedServer, now: datetime, written: bytes) -> None:
    """Three times in all; then it is unreachable."""
    feed_server.answers["/feed"] = breaks(written)
    found = failed(ask([feed_server.url("/feed")], now)[0])
    assert found.state is SourceState.UNREACHABLE
    assert len(feed_server.asked["/feed"]) == ATTEMPTS == 3


def test_tries_are_further_and_further_apart(feed_server: FeedServer, now: datetime) -> None:
    """The second pause is about twice the first."""
    feed_server.answers["/feed"] = breaks(b"")
    ask([feed_server.url("/feed")], now, limits=FetchLimits(deadline=10, pause=0.1))
    one, two, three = feed_server.moments["/feed"]
    assert two - one >= 0.1
    assert three - two >= 0.2


def test_a_connection_that_breaks_once_costs_nothing(feed_server: FeedServer, now: datetime) -> None:
    """The second try brings the body, and it is as whole as a first one."""

    def act(handler: BaseHTTPRequestHandler) -> None:
        if len(feed_server.asked["/feed"]) > 1:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY))

    feed_server.answers["/feed"] = Answer(act=act)
    (result,) = ask([feed_server.url("/feed")], now)
    assert isinstance(result, Fetched)
    assert result.body == BODY
    assert len(feed_server.asked["/feed"]) == 2


def test_deadline_counts_over_all_tries(feed_server: FeedServer, now: datetime) -> None:
    """Three tries that each take most of the time do not get three times as much."""
    hang = threading.Event()
    feed_server.answers["/feed"] = Answer(act=lambda _: hang.wait(0.5))
    found = failed(ask([feed_server.url("/feed")], now, limits=FetchLimits(deadline=0.8, pause=0.05))[0])
    assert (found.state, found.message) == (SourceState.TIMEOUT, "no complete answer within 0.8 seconds")
    assert len(feed_server.asked["/feed"]) == 2
    assert 0.8 <= found.seconds < 1.6


def test_no_try_is_begun_that_cannot_end(feed_server: FeedServer, now: datetime) -> None:
    """When the pause would outlast the deadline, the failure is told at once."""
    feed_server.answers["/feed"] = breaks(b"")
    found = failed(ask([feed_server.url("/feed")], now, limits=FetchLimits(deadline=5, pause=9))[0])
    assert (found.state, len(feed_server.asked["/feed"])) == (SourceState.UNREACHABLE, 1)
    assert found.seconds < 5


def test_tries_keep_the_gap_of_their_domain(feed_server: FeedServer, now: datetime, site: str) -> None:
    """Trying again is no reason to be impolite."""
    feed_server.answers["/feed"] = breaks(b"")
    ask([f"{site}/feed"], now, limits=FetchLimits(deadline=10, pause=0.01, politeness=Politeness(gap=0.3)))
    one, two, three = feed_server.moments["/feed"]
    assert min(two - one, three - two) >= 0.25


def test_sources_of_one_domain_keep_their_distance(feed_server: FeedServer, now: datetime, site: str) -> None:
    """The gap counts for the registrable domain, and those of another domain do not wait for it."""
    feed_server.answers |= {path: Answer(200, BODY) for path in ("/a", "/b", "/c")}
    other = site.replace("uil.nl", "feeds.uil.nl")
    limits = FetchLimits(deadline=10, politeness=Politeness(gap=0.4))
    found = ask([f"{site}/a", f"{other}/b", feed_server.url("/c")], now, limits=limits)
    assert all(isinstance(result, Fetched) for result in found)
    (first,), (second,), (here,) = (feed_server.moments[path] for path in ("/a", "/b", "/c"))
    assert abs(second - first) >= 0.35
    assert here < max(first, second)
