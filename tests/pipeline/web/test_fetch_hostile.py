"""Servers that lie and lead astray: what they cost is their own."""

import gzip
import ipaddress
import tracemalloc
from datetime import datetime
from http.server import BaseHTTPRequestHandler

import pytest

from pipeline.core.answers import Failed, Fetched, FetchResult, Validators
from pipeline.web.ask import FetchLimits, FetchRequest
from pipeline.web.fetch import fetch
from pipeline.web.turns import Politeness
from tests.servers import Answer, FeedServer

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)
PATIENT = FetchLimits(deadline=30, workers=4, attempts=1, politeness=Politeness(gap=0))
BODY = b"<rss version='2.0'><channel/></rss>"


def raw(written: bytes) -> Answer:
    """An answer of just these bytes, after which the server hangs up."""

    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(written)

    return Answer(act=act)


def ask(urls: list[str], now: datetime, limits: FetchLimits = PATIENT) -> dict[str, FetchResult]:
    """The results for a list of addresses, by address; exactly one for each."""
    found = list(fetch([FetchRequest(url, url) for url in urls], now=now, allowed=LOOPBACK, limits=limits))
    assert sorted(result.source for result in found) == sorted(urls)
    return {result.source: result for result in found}


HOSTILE: dict[str, Answer] = {
    "nothing": raw(b""),
    "no http": raw(b"220 mail.voorbeeld.nl ESMTP\r\n"),
    "half a head": raw(b"HTTP/1.1 200 OK\r\nContent-Ty"),
    "two lengths": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"),
    "negative length": raw(b"HTTP/1.1 200 OK\r\nContent-Length: -3\r\n\r\nabc"),
    "bad chunks": raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n"),
    "chunks cut off": raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"),
    "endless head": raw(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300_000),
    "nul in a header": raw(b"HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 0\r\n\r\n"),
    "status 999": raw(b"HTTP/1.1 999 Nee\r\nContent-Length: 0\r\n\r\n"),
}
ASTRAY = [
    "http://a..b/",
    "http://.../",
    f"http://{'a' * 70}.nl/",
    "http://xn--/",
    "http://[::1/",
    "http://[::ffff:10.0.0.1]/",
    "http://127.0.0.1:99999/",
    "http://127.0.0.1:-1/",
    "http://exa mple.nl/",
    "http:///pad",
    "http://",
    "http://\u2603.nl/",
    "https://127.0.0.1:1/",
    "//",
]


def test_lying_servers_cost_only_themselves(feed_server: FeedServer, now: datetime) -> None:
    """What is no answer is that source's failure, with words for a person; a good source beside it is heard."""
    feed_server.answers |= {f"/{n}": answer for n, answer in enumerate(HOSTILE.values())} | {"/good": Answer(200, BODY)}
    found = ask([feed_server.url(path) for path in feed_server.answers], now)
    assert isinstance(found.pop(feed_server.url("/good")), Fetched)
    for name, result in zip(HOSTILE, found.values(), strict=True):
        assert isinstance(result, Failed), name
        assert result.message, name
        assert "\n" not in result.message


def test_redirects_astray_cost_only_themselves(feed_server: FeedServer, now: datetime) -> None:
    """A redirect to what is no address at all is that source's failure, never the end of the run."""
    for number, target in enumerate(ASTRAY):
        feed_server.answers[f"/{number}"] = raw(b"HTTP/1.1 302 Found\r\nLocation: " + target.encode() + b"\r\n\r\n")
    feed_server.answers["/good"] = Answer(200, BODY)
    found = ask([feed_server.url(path) for path in feed_server.answers], now)
    assert isinstance(found.pop(feed_server.url("/good")), Fetched)
    assert all(isinstance(result, Failed) and result.message for result in found.values())


def test_addresses_astray_cost_only_themselves(feed_server: FeedServer, now: datetime) -> None:
    """The same holds for addresses that are asked as they are."""
    feed_server.answers["/good"] = Answer(200, BODY)
    strange = [*ASTRAY, "", "feed", "/pad", "http://127.0.0.1:1/\0", "http://voorbeeld.nl/" + "a" * 70_000]
    found = ask([*strange, feed_server.url("/good")], now)
    assert isinstance(found.pop(feed_server.url("/good")), Fetched)
    assert all(isinstance(result, Failed) and result.message for result in found.values())


@pytest.mark.parametrize("etag", ['"é"'.encode(), b'"\xe9\xff"', b'"' + b"x" * 2000 + b'"', b'"a\x01b"'])
def test_validators_that_cannot_be_sent_back_do_no_harm(feed_server: FeedServer, now: datetime, etag: bytes) -> None:
    """An odd validator is dropped or returned as it came; it never keeps us from asking again."""
    lines = (b"HTTP/1.1 200 OK", b"ETag: " + etag, b"Last-Modified: " + etag, b"Content-Length: 2", b"", b"ab")
    feed_server.answers["/feed"] = raw(b"\r\n".join(lines))
    url = feed_server.url("/feed")
    first = ask([url], now)[url]
    if isinstance(first, Fetched):
        again = FetchRequest("meeuw", url, Validators(first.validators.etag, first.validators.last_modified))
        (second,) = fetch([again], now=now, allowed=LOOPBACK)
        assert isinstance(second, Fetched)
        assert feed_server.asked["/feed"][1].get("if-none-match", "") in {"", etag.decode("latin-1")}


def test_validators_stored_by_an_older_program_do_no_harm(feed_server: FeedServer, now: datetime) -> None:
    """Even when what was stored cannot be sent, only its own source suffers."""
    feed_server.answers["/feed"] = Answer(200, BODY)
    requests = [FetchRequest("a", feed_server.url("/feed"), Validators("a\nb")), FetchRequest("b", feed_server.url("/feed"))]
    found = {result.source: result for result in fetch(requests, now=now, allowed=LOOPBACK)}
    assert isinstance(found["a"], Failed)
    assert isinstance(found["b"], Fetched)


@pytest.mark.parametrize("unpacks_to", [b"\0" * 80_000_000, b""], ids=["bomb", "damaged"])
def test_body_of_a_redirect_is_never_unpacked(feed_server: FeedServer, now: datetime, unpacks_to: bytes) -> None:
    """Nobody needs what stands in a redirect, so it can be neither a bomb nor broken."""
    packed = gzip.compress(unpacks_to) if unpacks_to else b"no gzip"
    feed_server.answers["/feed"] = Answer(302, packed, {"Content-Encoding": "gzip", "Location": "/here"})
    feed_server.answers["/here"] = Answer(200, BODY)
    del unpacks_to
    tracemalloc.start()
    try:
        result = ask([feed_server.url("/feed")], now)[feed_server.url("/feed")]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert isinstance(result, Fetched)
    assert peak < 20_000_000
