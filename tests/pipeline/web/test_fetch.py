"""What a source answers, and what comes of it: every answer over a real server on loopback."""

import gzip
import ipaddress
import socket
import zlib
from collections.abc import Iterator
from datetime import datetime

import pytest

from pipeline.core.answers import NO_VALIDATORS, Failed, Fetched, FetchResult, NotModified, SourceState, Unchanged, Validators
from pipeline.web.ask import FetchLimits, FetchRequest, user_agent
from pipeline.web.fetch import fetch
from tests.servers import Answer, FeedServer

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
BODY = b"<rss version='2.0'><channel><title>Weer op zee</title></channel></rss>"


def ask(
    url: str, now: datetime, validators: Validators = NO_VALIDATORS, *, body: int = 100_000, contact: str = ""
) -> FetchResult:
    """The one result for one address."""
    limits = FetchLimits(deadline=10, body=body, workers=2, attempts=1)
    (result,) = fetch([FetchRequest("meeuw", url, validators)], now=now, allowed=LOOPBACK, contact=contact, limits=limits)
    assert (result.source, result.moment) == ("meeuw", now)
    assert result.seconds > 0
    return result


def failure(result: FetchResult) -> tuple[SourceState, str]:
    """The state and message of a result that must be a failure."""
    assert isinstance(result, Failed)
    return result.state, result.message


def fetched(result: FetchResult) -> Fetched:
    """A result that must have a body."""
    assert isinstance(result, Fetched)
    return result


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port that is taken and on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield int(taken.getsockname()[1])


def test_body_comes_with_its_address_type_and_validators(feed_server: FeedServer, now: datetime) -> None:
    """A 200 gives the body, where it was found, its type and what to ask with next time."""
    headers = {"Content-Type": "text/xml; charset=utf-8", "ETag": 'W/"7b"', "Last-Modified": "Mon, 16 Nov 2026 07:00:00 GMT"}
    feed_server.answers["/feed"] = Answer(200, BODY, headers)
    found = fetched(ask(feed_server.url("/feed"), now))
    assert (found.body, found.url, found.content_type) == (BODY, feed_server.url("/feed"), "text/xml; charset=utf-8")
    assert (found.validators.etag, found.validators.last_modified) == ('W/"7b"', "Mon, 16 Nov 2026 07:00:00 GMT")
    assert found.validators.body_hash


def test_first_question_is_unconditional(feed_server: FeedServer, now: datetime) -> None:
    """Without validators nothing is asked that could be answered with "not modified"."""
    ask(feed_server.url("/feed"), now)
    (asked,) = feed_server.asked["/feed"]
    assert "if-none-match" not in asked
    assert "if-modified-since" not in asked


def test_validators_are_sent_and_304_is_no_failure(feed_server: FeedServer, now: datetime) -> None:
    """The validators go out as they came in, and 304 means that nothing changed."""
    feed_server.answers["/feed"] = Answer(304, b"", {"ETag": '"7c"'})
    given = Validators('"7b"', "Mon, 16 Nov 2026 07:00:00 GMT", "aa")
    assert isinstance(ask(feed_server.url("/feed"), now, given), NotModified)
    (asked,) = feed_server.asked["/feed"]
    assert (asked["if-none-match"], asked["if-modified-since"]) == ('"7b"', "Mon, 16 Nov 2026 07:00:00 GMT")


def test_same_bytes_are_unchanged(feed_server: FeedServer, now: datetime) -> None:
    """The bytes of last time are unchanged and bring their new validators; the same feed packed otherwise is read."""
    packed = gzip.compress(BODY, mtime=0)
    feed_server.answers["/feed"] = Answer(200, packed, {"Content-Encoding": "gzip"})
    first = fetched(ask(feed_server.url("/feed"), now)).validators
    feed_server.answers["/feed"] = Answer(200, packed, {"Content-Encoding": "gzip", "ETag": '"new"'})
    second = ask(feed_server.url("/feed"), now, first)
    assert isinstance(second, Unchanged)
    assert second.validators == Validators('"new"', "", first.body_hash)
    feed_server.answers["/feed"] = Answer(200, BODY)
    assert fetched(ask(feed_server.url("/feed"), now, first)).body == BODY
    feed_server.answers["/feed"] = Answer(200, BODY + b"\n")
    assert fetched(ask(feed_server.url("/feed"), now, first)).body == BODY + b"\n"


def test_226_is_a_body(feed_server: FeedServer, now: datetime) -> None:
    """A server that sends only what is new (RFC 3229) is heard as well."""
    feed_server.answers["/feed"] = Answer(226, BODY, {"IM": "feed"})
    assert fetched(ask(feed_server.url("/feed"), now, Validators('"1"', "", ""))).body == BODY
    assert feed_server.asked["/feed"][0]["a-im"] == "feed"


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (404, SourceState.HTTP_ERROR),
        (401, SourceState.HTTP_ERROR),
        (204, SourceState.HTTP_ERROR),
        (302, SourceState.HTTP_ERROR),
        (500, SourceState.HTTP_ERROR),
        (410, SourceState.GONE),
        (429, SourceState.THROTTLED),
        (503, SourceState.HTTP_ERROR),
    ],
)
def test_other_statuses_are_told_apart(feed_server: FeedServer, now: datetime, status: int, state: SourceState) -> None:
    """Gone for good, asked too often and plainly wrong are different states; the message holds the status."""
    feed_server.answers["/feed"] = Answer(status, b"")
    found, message = failure(ask(feed_server.url("/feed"), now))
    assert found is state
    assert f"HTTP {status}" in message


def test_redirect_is_followed(feed_server: FeedServer, now: datetime) -> None:
    """A moved feed is found, over relative and absolute locations, and says where."""
    feed_server.answers["/old"] = Answer(301, b"", {"Location": "new/feed"})
    feed_server.answers["/new/feed"] = Answer(307, b"moved", {"Location": feed_server.url("/here")})
    feed_server.answers["/here"] = Answer(200, BODY)
    assert fetched(ask(feed_server.url("/old"), now)).url == feed_server.url("/here")


def test_redirect_loop_ends(feed_server: FeedServer, now: datetime) -> None:
    """After five redirects it is enough."""
    feed_server.answers["/a"] = Answer(302, b"", {"Location": "/a"})
    assert failure(ask(feed_server.url("/a"), now)) == (SourceState.HTTP_ERROR, "more than 5 redirects")
    assert len(feed_server.asked["/a"]) == 6


@pytest.mark.parametrize(
    "target",
    ["file:///etc/passwd", "ftp://127.0.0.1/feed", "gopher://127.0.0.1/", "javascript:alert(1)", "data:text/xml,<rss/>"],
)
def test_redirect_to_another_scheme_is_refused(feed_server: FeedServer, now: datetime, target: str) -> None:
    """Only http and https are fetched, whatever a server points to."""
    feed_server.answers["/feed"] = Answer(302, b"", {"Location": target})
    state, message = failure(ask(feed_server.url("/feed"), now))
    assert state is SourceState.REFUSED
    assert "only http and https addresses are fetched" in message


def test_loopback_is_refused_unless_allowed(feed_server: FeedServer, now: datetime) -> None:
    """An address that is not public is not even connected to, and the message names the setting that would allow it."""
    (result,) = fetch([FetchRequest("meeuw", feed_server.url("/feed"))], now=now)
    state, message = failure(result)
    assert state is SourceState.REFUSED
    assert "127.0.0.1 is not a public address" in message
    assert "WINDWIJZER_ALLOW_NETWORKS" in message
    assert not feed_server.asked


def test_redirect_to_a_private_address_is_refused(feed_server: FeedServer, now: datetime) -> None:
    """The address is checked on every hop: an allowed server cannot point at its neighbour."""
    feed_server.answers["/feed"] = Answer(302, b"", {"Location": "http://127.9.9.9/secret"})
    allowed = (ipaddress.ip_network("127.0.0.1/32"),)
    (result,) = fetch([FetchRequest("meeuw", feed_server.url("/feed"))], now=now, allowed=allowed)
    state, message = failure(result)
    assert state is SourceState.REFUSED
    assert "127.9.9.9" in message


def test_name_with_several_addresses_is_tried_until_one_answers(feed_server: FeedServer, now: datetime) -> None:
    """A name is resolved by us; where its first address does not answer, the next one may."""
    feed_server.answers["/feed"] = Answer(200, BODY)
    assert fetched(ask(feed_server.url("/feed").replace("127.0.0.1", "localhost"), now)).body == BODY


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(BODY)),
        ("x-gzip", gzip.compress(BODY[:20]) + gzip.compress(BODY[20:])),
        ("deflate", zlib.compress(BODY)),
        ("deflate", zlib.compress(BODY, wbits=-15)),
        ("identity", BODY),
    ],
    ids=["gzip", "two members", "zlib", "raw deflate", "identity"],
)
def test_packed_bodies_are_unpacked(feed_server: FeedServer, now: datetime, encoding: str, packed: bytes) -> None:
    """Gzip and both kinds of deflate come out as they went in."""
    feed_server.answers["/feed"] = Answer(200, packed, {"Content-Encoding": encoding})
    assert fetched(ask(feed_server.url("/feed"), now)).body == BODY
    assert feed_server.asked["/feed"][0]["accept-encoding"] == "gzip, deflate"


@pytest.mark.parametrize(
    ("body", "headers", "state"),
    [
        (b"x" * 100_001, {}, SourceState.TOO_LARGE),
        (gzip.compress(b"\0" * 30_000_000), {"Content-Encoding": "gzip"}, SourceState.TOO_LARGE),
        (gzip.compress(BODY)[:-9], {"Content-Encoding": "gzip"}, SourceState.UNPARSABLE),
        (b"no gzip at all", {"Content-Encoding": "gzip"}, SourceState.UNPARSABLE),
        (BODY, {"Content-Encoding": "br"}, SourceState.UNPARSABLE),
        (BODY, {"Content-Length": "5000"}, SourceState.UNREACHABLE),
    ],
    ids=["oversized", "bomb", "gzip cut off", "damaged", "not asked for", "cut off"],
)
def test_bodies_that_cannot_be_had(
    feed_server: FeedServer, now: datetime, body: bytes, headers: dict[str, str], state: SourceState
) -> None:
    """Too large, damaged and cut off are failures with a reason; half a body is never taken for a whole one."""
    feed_server.answers["/feed"] = Answer(200, body, headers)
    found, message = failure(ask(feed_server.url("/feed"), now))
    assert found is state
    assert message


def test_body_of_exactly_the_limit_is_taken(feed_server: FeedServer, now: datetime) -> None:
    """The limit itself is allowed, packed or not."""
    feed_server.answers["/feed"] = Answer(200, gzip.compress(b"x" * 4096), {"Content-Encoding": "gzip"})
    assert len(fetched(ask(feed_server.url("/feed"), now, body=4096)).body) == 4096
    assert failure(ask(feed_server.url("/feed"), now, body=4095))[0] is SourceState.TOO_LARGE


def test_refused_connection(closed_port: int, now: datetime) -> None:
    """A server that does not listen is unreachable, in words."""
    state, message = failure(ask(f"http://127.0.0.1:{closed_port}/", now))
    assert state is SourceState.UNREACHABLE
    assert message


def test_unknown_name(now: datetime) -> None:
    """A name that does not exist is unreachable, in words."""
    state, message = failure(ask("http://nergens.invalid/feed", now))
    assert state is SourceState.UNREACHABLE
    assert message


def test_we_say_who_we_are(feed_server: FeedServer, now: datetime) -> None:
    """The User-Agent names the product and how to reach its operator, when that is set."""
    ask(feed_server.url("/feed"), now, contact="mailto:redactie@voorbeeld.nl")
    assert feed_server.asked["/feed"][0]["user-agent"] == user_agent("mailto:redactie@voorbeeld.nl")
    assert user_agent("mailto:redactie@voorbeeld.nl").startswith("windwijzer/")
    assert user_agent("mailto:redactie@voorbeeld.nl").endswith(" (+mailto:redactie@voorbeeld.nl)")
    assert "(" not in user_agent("")
