"""Servers that hang and drip delay nobody, and a caller may be slow or leave when it likes."""

import ipaddress
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler

import pytest

from pipeline.core.answers import Failed, Fetched, FetchResult, SourceState
from pipeline.web.ask import FetchLimits, FetchRequest
from pipeline.web.fetch import fetch
from tests.servers import Answer, FeedServer

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)
QUICK = FetchLimits(deadline=0.4, workers=4)
PATIENT = FetchLimits(deadline=30, workers=4)
BODY = b"<rss version='2.0'><channel/></rss>"


@pytest.fixture
def release() -> Iterator[threading.Event]:
    """Set at the end of a test, so that no hanging server outlives it."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def hanging(release: threading.Event) -> Answer:
    """An answer that comes only once *release* is set."""

    def act(handler: BaseHTTPRequestHandler) -> None:
        release.wait(20)
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(BODY)))
        handler.end_headers()
        handler.wfile.write(BODY)

    return Answer(act=act)


def ask(urls: list[str], now: datetime, limits: FetchLimits = QUICK) -> dict[str, FetchResult]:
    """The results for a list of addresses, by address; exactly one for each."""
    found = list(fetch([FetchRequest(url, url) for url in urls], now=now, allowed=LOOPBACK, limits=limits))
    assert sorted(result.source for result in found) == sorted(urls)
    return {result.source: result for result in found}


def fetch_threads() -> list[threading.Thread]:
    """The threads that fetch now."""
    return [thread for thread in threading.enumerate() if thread.name == "fetch"]


def test_server_that_hangs_is_timed_out(feed_server: FeedServer, hanging: Answer, now: datetime) -> None:
    """The deadline counts for a server that accepts and says nothing."""
    feed_server.answers["/feed"] = hanging
    result = ask([feed_server.url("/feed")], now)[feed_server.url("/feed")]
    assert isinstance(result, Failed)
    assert (result.state, result.message) == (SourceState.TIMEOUT, "no complete answer within 0.4 seconds")
    assert 0.4 <= result.seconds < 5


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"])
def test_server_that_drips_is_timed_out(feed_server: FeedServer, release: threading.Event, now: datetime, head: bytes) -> None:
    """A byte every now and then, in the head or in the body, does not win more time: the deadline is for the whole."""

    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(head)
        while not release.wait(0.02):
            handler.wfile.write(b"x")

    feed_server.answers["/feed"] = Answer(act=act)
    url = feed_server.url("/feed")
    result = ask([url], now)[url]
    assert isinstance(result, Failed)
    assert result.state is SourceState.TIMEOUT
    assert result.seconds < 5


def test_hanging_source_does_not_delay_the_others(
    feed_server: FeedServer, hanging: Answer, release: threading.Event, now: datetime
) -> None:
    """With one server hanging, everyone else's result is there before it; it may still come in the end."""
    feed_server.answers["/hangs"] = hanging
    paths = ["/hangs", *(f"/{number}" for number in range(20))]
    feed_server.answers |= {path: Answer(200, BODY) for path in paths[1:]}
    results = fetch([FetchRequest(p, feed_server.url(p)) for p in paths], now=now, allowed=LOOPBACK, limits=PATIENT)
    first = [next(results) for _ in range(20)]
    assert {result.source for result in first} == set(paths[1:])
    assert all(isinstance(result, Fetched) for result in first)
    release.set()
    assert [result.source for result in results] == ["/hangs"]


def test_body_in_crumbs_does_not_delay_the_others(feed_server: FeedServer, now: datetime) -> None:
    """A server that sends its body in chunks of one byte, ten thousand in every packet, has its turn like the others."""
    crumbs = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 200_000 + b"0\r\n\r\n"
    feed_server.answers["/crumbs"] = Answer(act=lambda handler: handler.wfile.write(crumbs))
    paths = ["/crumbs", *(f"/{number}" for number in range(20))]
    feed_server.answers |= {path: Answer(200, BODY) for path in paths[1:]}
    limits = FetchLimits(deadline=30, workers=2)
    usual = sys.getswitchinterval()
    sys.setswitchinterval(0.0002)  # the server is in this process, and would wait for the interpreter as no other server does
    try:
        results = list(fetch([FetchRequest(p, feed_server.url(p)) for p in paths], now=now, allowed=LOOPBACK, limits=limits))
    finally:
        sys.setswitchinterval(usual)
    assert all(isinstance(result, Fetched) for result in results)
    # all of them as a rule; two when the crumbs are swallowed whole
    assert [result.source for result in results].index("/crumbs") >= 10


def test_caller_may_leave_half_way(feed_server: FeedServer, hanging: Answer, now: datetime) -> None:
    """Who takes one result and goes does not wait for a hanging server, and leaves no thread behind."""
    feed_server.answers |= {"/hangs": hanging, "/good": Answer(200, BODY)}
    requests = [FetchRequest(path, feed_server.url(path)) for path in ("/hangs", "/good")]
    results = fetch(requests, now=now, allowed=LOOPBACK, limits=PATIENT)
    assert next(results).source == "/good"
    left = time.monotonic()
    _close(results)
    assert time.monotonic() - left < 5
    assert not fetch_threads()


def test_caller_that_is_slow_is_not_run_over(feed_server: FeedServer, now: datetime) -> None:
    """Fetching stays a few results ahead of its reader and waits there; nothing is lost by it."""
    feed_server.answers["/feed"] = Answer(200, BODY)
    requests = [FetchRequest(str(number), feed_server.url("/feed")) for number in range(60)]
    results = fetch(requests, now=now, allowed=LOOPBACK, limits=FetchLimits(deadline=30, workers=2))
    first = next(results).source
    ahead = 1 + 2 + 2
    deadline = time.monotonic() + 20
    while len(feed_server.asked["/feed"]) < ahead and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.1)  # time enough for more than it may ask
    assert len(feed_server.asked["/feed"]) == ahead
    assert sorted([first, *(result.source for result in results)]) == sorted(request.source for request in requests)
    assert not fetch_threads()


def test_caller_may_leave_while_fetching_waits_for_it(feed_server: FeedServer, now: datetime) -> None:
    """Who goes when results are waiting leaves most sources unasked and no thread behind."""
    feed_server.answers["/feed"] = Answer(200, BODY)
    requests = [FetchRequest(str(number), feed_server.url("/feed")) for number in range(300)]
    results = fetch(requests, now=now, allowed=LOOPBACK, limits=FetchLimits(deadline=30, workers=2))
    next(results)
    _close(results)
    assert len(feed_server.asked["/feed"]) < 20
    assert not fetch_threads()


def test_broken_list_of_requests_is_raised_to_the_caller(now: datetime) -> None:
    """What the caller itself does wrong is no source's failure: it comes out where the results are read."""

    class Gone(list[FetchRequest]):
        def __iter__(self) -> Iterator[FetchRequest]:
            yield FetchRequest("meeuw", "http://10.0.0.1/")
            raise LookupError("the list is gone")

    with pytest.raises(LookupError, match="the list is gone"):
        list(fetch(Gone(), now=now))
    assert not fetch_threads()


def _close(results: Iterator[FetchResult]) -> None:
    close: Callable[[], None] = results.close  # type: ignore[attr-defined]  # it is a generator
    close()
