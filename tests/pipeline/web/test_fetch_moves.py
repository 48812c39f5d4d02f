"""Redirects and answers without a body: what a source says about where it is, and what is never taken for good news."""

import gzip
from collections.abc import Sequence
from datetime import datetime
from ipaddress import ip_network

import pytest

from pipeline.core.answers import NO_VALIDATORS, Failed, Fetched, FetchResult, NotModified, SourceState, Unchanged, Validators
from pipeline.web.ask import FetchLimits, FetchRequest
from pipeline.web.fetch import fetch
from pipeline.web.turns import Politeness
from tests.names import Names
from tests.servers import Answer, FeedServer

LOOPBACK = (ip_network("127.0.0.0/8"),)
BODY = b"<rss version='2.0'><channel><title>Weer op zee</title></channel></rss>"
LIMITS = FetchLimits(deadline=10, attempts=1)


def ask(url: str, now: datetime, validators: Validators = NO_VALIDATORS) -> FetchResult:
    """The one result for one address."""
    (result,) = fetch([FetchRequest("meeuw", url, validators)], now=now, allowed=LOOPBACK, limits=LIMITS)
    return result


def lead(server: FeedServer, statuses: Sequence[int], last: Answer) -> None:
    """A chain of redirects of these statuses from /0 on, and *last* at its end."""
    for number, status in enumerate(statuses):
        server.answers[f"/{number}"] = Answer(status, b"", {"Location": f"/{number + 1}"})
    server.answers[f"/{len(statuses)}"] = last


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [
        ([], ""),
        ([301], "/1"),
        ([308], "/1"),
        ([301, 308, 301], "/3"),
        ([302], ""),
        ([303], ""),
        ([307], ""),
        ([301, 302], "/1"),
        ([308, 307, 301], "/1"),
        ([302, 301], ""),
        ([307, 308, 301], ""),
    ],
    ids=str,
)
def test_only_a_permanent_beginning_is_a_move(feed_server: FeedServer, now: datetime, statuses: list[int], moved: str) -> None:
    """A source moved to where 301 and 308 lead from its own address on; what comes behind another status is no move."""
    lead(feed_server, statuses, Answer(200, BODY, {"ETag": '"1"'}))
    first = ask(feed_server.url("/0"), now)
    assert isinstance(first, Fetched)
    assert first.moved == (feed_server.url(moved) if moved else "")
    same = ask(feed_server.url("/0"), now, Validators(body_hash=first.validators.body_hash))
    assert isinstance(same, Unchanged)
    assert same.moved == first.moved
    lead(feed_server, statuses, Answer(304))
    not_modified = ask(feed_server.url("/0"), now, first.validators)
    assert isinstance(not_modified, NotModified)
    assert not_modified.moved == first.moved


@pytest.mark.parametrize("statuses", [[301] * 6, [302] * 6, [301, 302] * 3])
def test_chain_without_end_is_no_move(feed_server: FeedServer, now: datetime, statuses: list[int]) -> None:
    """Five redirects are followed, the sixth is one too many, whatever their statuses."""
    lead(feed_server, statuses, Answer(200, BODY))
    result = ask(feed_server.url("/0"), now)
    assert isinstance(result, Failed)
    assert (result.state, result.message) == (SourceState.HTTP_ERROR, "more than 5 redirects")
    lead(feed_server, statuses[:5], Answer(200, BODY))
    assert isinstance(ask(feed_server.url("/0"), now), Fetched)


def test_redirect_that_leads_nowhere_is_its_status(feed_server: FeedServer, now: datetime) -> None:
    """A 301 without an address is an error of that server."""
    feed_server.answers["/0"] = Answer(301, b"", {})
    result = ask(feed_server.url("/0"), now)
    assert isinstance(result, Failed)
    assert (result.state, result.message) == (SourceState.HTTP_ERROR, "HTTP 301 Moved Permanently")


def test_redirect_to_another_domain_waits_for_its_turn_there(
    feed_server: FeedServer, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sources of many domains that all lead to one do not burden it more than its own sources would."""
    names = [f"bron{number}.voorbeeld{number}.nl" for number in range(5)]
    Names({name: ["127.0.0.1"] for name in [*names, "nieuw.nl"]}).serve(monkeypatch)
    new = feed_server.url("/feed").replace("127.0.0.1", "nieuw.nl")
    feed_server.answers |= {"/": Answer(301, b"", {"Location": new}), "/feed": Answer(200, BODY)}
    requests = [FetchRequest(name, feed_server.url("/").replace("127.0.0.1", name)) for name in names]
    limits = FetchLimits(deadline=10, attempts=1, politeness=Politeness(gap=0.2))
    found = list(fetch(requests, now=now, allowed=LOOPBACK, limits=limits))
    assert all(isinstance(result, Fetched) and result.moved == new for result in found)
    moments = sorted(feed_server.moments["/feed"])
    assert moments[-1] - moments[0] >= 4 * 0.2 * 0.9
    assert max(feed_server.moments["/"]) < moments[-1]


def test_304_to_a_plain_question_is_an_error(feed_server: FeedServer, now: datetime) -> None:
    """Who did not ask whether anything changed cannot be told that nothing did."""
    feed_server.answers["/feed"] = Answer(304)
    for given in (NO_VALIDATORS, Validators(body_hash="aa")):
        result = ask(feed_server.url("/feed"), now, given)
        assert isinstance(result, Failed)
        assert result.state is SourceState.HTTP_ERROR
        assert result.message == "HTTP 304 Not Modified, though it was not asked whether anything changed"


def test_only_a_200_replaces_validators(feed_server: FeedServer, now: datetime) -> None:
    """What holds only what is new (226) leaves the question as it was, so that nothing falls in between."""
    given = Validators('"1"', "Mon, 16 Nov 2026 07:00:00 GMT", "aa")
    feed_server.answers["/feed"] = Answer(226, BODY, {"IM": "feed", "ETag": '"2"'})
    result = ask(feed_server.url("/feed"), now, given)
    assert isinstance(result, Fetched)
    assert (result.body, result.validators) == (BODY, given)
    feed_server.answers["/feed"] = Answer(200, BODY, {"ETag": '"2"'})
    result = ask(feed_server.url("/feed"), now, given)
    assert isinstance(result, Fetched)
    assert (result.validators.etag, result.validators.last_modified) == ('"2"', "")


def test_messages_are_lines(feed_server: FeedServer, now: datetime) -> None:
    """However much a server says, a message stays a line that fits a table."""
    feed_server.answers["/feed"] = Answer(
        act=lambda handler: handler.wfile.write(b"HTTP/1.1 404 " + b"nee " * 9000 + b"\r\nContent-Length: 0\r\n\r\n")
    )
    result = ask(feed_server.url("/feed"), now)
    assert isinstance(result, Failed)
    assert result.message.startswith("HTTP 404 nee nee")
    assert len(result.message) == 300


@pytest.mark.parametrize("times", [50, 1000])
def test_bodies_that_unfold_too_far_are_refused(feed_server: FeedServer, now: datetime, times: int) -> None:
    """Past the first MiB a body may be a hundred times its size on the wire and no more, however large it may be."""
    piece = b"".join(str(number).encode() for number in range(700_000))[: (8 << 20) // times]
    body = piece * times
    feed_server.answers["/feed"] = Answer(200, gzip.compress(body, 9), {"Content-Encoding": "gzip"})
    result = ask(feed_server.url("/feed"), now)
    ratio = len(body) / len(feed_server.answers["/feed"].body)
    if ratio <= 100:
        assert isinstance(result, Fetched)
        assert result.body == body
    else:
        assert isinstance(result, Failed)
        assert (result.state, result.message) == (
            SourceState.TOO_LARGE,
            "the body unfolds to more than 100 times its size",
        )
    assert (ratio <= 100) == (times == 50), ratio
