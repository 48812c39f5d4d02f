"""Connections: only to addresses that may be asked, on every hop, whatever the name server says."""

import socket
import time
from datetime import datetime
from ipaddress import ip_network

import pytest

from pipeline.core.answers import Failed, Fetched, FetchResult, SourceState
from pipeline.settings import read_settings
from pipeline.web import connect
from pipeline.web.ask import FetchLimits, FetchRequest
from pipeline.web.fetch import fetch
from pipeline.web.turns import Politeness
from tests.names import Names
from tests.servers import Answer, FeedServer

HERE = (ip_network("127.0.0.1/32"),)
LIMITS = FetchLimits(deadline=5, attempts=1)
INSIDE = {
    "this machine": "127.0.0.2",
    "private 10": "10.0.0.8",
    "private 172": "172.16.4.4",
    "private 192": "192.168.1.1",
    "metadata of a cloud": "169.254.169.254",
    "carrier-grade NAT": "100.64.0.1",
    "nowhere": "0.0.0.0",
    "documentation": "192.0.2.1",
    "benchmarks": "198.18.0.1",
    "multicast": "224.0.0.251",
    "broadcast": "255.255.255.255",
    "reserved": "240.0.0.1",
    "this machine, IPv6": "::1",
    "unspecified": "::",
    "link-local": "fe80::1",
    "unique local": "fd00:ec2::254",
    "site-local": "fec0::1",
    "multicast, IPv6": "ff02::1",
    "mapped private": "::ffff:10.0.0.8",
    "mapped metadata": "::ffff:169.254.169.254",
    "NAT64 around a private one": "64:ff9b::10.0.0.8",
    "NAT64 around loopback": "64:ff9b::127.0.0.2",
    "local NAT64": "64:ff9b:1::8.8.8.8",
    "6to4 around a private one": "2002:a00:8::1",
    "Teredo": "2001:0:a00:8::1",
    "documentation, IPv6": "2001:db8::1",
}
SPELT = ["2130706434", "0x7f000002", "0177.0.0.2", "127.2", "127.0.0.2.", "[::ffff:7f00:2]", "①②⑦.0.0.2", "%31%32%37.0.0.2"]


def ask(url: str, now: datetime, limits: FetchLimits = LIMITS) -> FetchResult:
    """The result for one address; 127.0.0.1 is allowed."""
    (result,) = fetch([FetchRequest("meeuw", url)], now=now, allowed=HERE, limits=limits)
    return result


def refusal(result: FetchResult) -> str:
    """The message of a result that must be a refusal."""
    assert isinstance(result, Failed)
    assert result.state is SourceState.REFUSED, result
    return result.message


def literal(address: str) -> str:
    """An address as it stands in a URL."""
    return f"[{address}]" if ":" in address else address


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """A name server whose answers a test sets."""
    served = Names()
    served.serve(monkeypatch)
    return served


@pytest.mark.parametrize("address", INSIDE.values(), ids=INSIDE)
def test_inside_is_refused_at_once(address: str, now: datetime) -> None:
    """An address of a house, a cloud or a standard is not even connected to, and the message says what would allow it."""
    message = refusal(ask(f"http://{literal(address)}/feed", now))
    assert "not a public address; to allow it, set WINDWIJZER_ALLOW_NETWORKS" in message


@pytest.mark.parametrize("address", INSIDE.values(), ids=INSIDE)
def test_inside_is_refused_behind_a_name(address: str, names: Names, now: datetime) -> None:
    """The same for a name of the web that leads there."""
    names.addresses["nieuws.voorbeeld.nl"] = [address]
    assert "nieuws.voorbeeld.nl leads to" in refusal(ask("http://nieuws.voorbeeld.nl/feed", now))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("address", INSIDE.values(), ids=INSIDE)
def test_inside_is_refused_after_a_redirect(feed_server: FeedServer, address: str, status: int, now: datetime) -> None:
    """The same where a server that may be asked points at it, with whatever status."""
    feed_server.answers["/feed"] = Answer(status, b"", {"Location": f"http://{literal(address)}/geheim"})
    refusal(ask(feed_server.url("/feed"), now))


@pytest.mark.parametrize("spelt", SPELT)
def test_inside_is_refused_however_it_is_spelt(feed_server: FeedServer, spelt: str, now: datetime) -> None:
    """Numbers, hexadecimals and odd digits do not hide an address: what they lead to is not connected to."""
    with socket.create_server(("127.0.0.2", 0)) as listening:
        listening.settimeout(0.2)
        result = ask(f"http://{spelt}:{listening.getsockname()[1]}/feed", now)
        assert isinstance(result, Failed)
        with pytest.raises(TimeoutError):
            listening.accept()


def test_redirect_to_a_name_inside_is_refused(feed_server: FeedServer, names: Names, now: datetime) -> None:
    """A name is checked on every hop, not only at first."""
    names.addresses = {"buiten.voorbeeld.nl": ["127.0.0.1"], "binnen.voorbeeld.nl": ["10.0.0.8"]}
    url = feed_server.url("/feed").replace("127.0.0.1", "buiten.voorbeeld.nl")
    feed_server.answers["/feed"] = Answer(302, b"", {"Location": "http://binnen.voorbeeld.nl/geheim"})
    assert "binnen.voorbeeld.nl leads to 10.0.0.8" in refusal(ask(url, now))


def test_one_address_inside_is_enough(feed_server: FeedServer, names: Names, now: datetime) -> None:
    """A name that leads to a good address and to one inside is refused, whichever comes first, and not connected to."""
    feed_server.answers["/feed"] = Answer(200, b"x")
    for addresses in (["127.0.0.1", "10.0.0.8"], ["10.0.0.8", "127.0.0.1"]):
        names.addresses["nieuws.voorbeeld.nl"] = addresses
        refusal(ask(feed_server.url("/feed").replace("127.0.0.1", "nieuws.voorbeeld.nl"), now))
    assert not feed_server.asked


def test_name_is_looked_up_once(feed_server: FeedServer, names: Names, now: datetime) -> None:
    """The address that was checked is the one that is connected to: there is no second look-up that could give another."""
    feed_server.answers["/feed"] = Answer(200, b"x")
    names.addresses["nieuws.voorbeeld.nl"] = ["127.0.0.1"]
    assert isinstance(ask(feed_server.url("/feed").replace("127.0.0.1", "nieuws.voorbeeld.nl"), now), Fetched)
    assert names.asked == {"nieuws.voorbeeld.nl": 1}


def test_allow_list_opens_what_it_names_and_no_more(feed_server: FeedServer, now: datetime) -> None:
    """An address in the setting may be asked, also written as IPv6; its neighbour may not."""
    feed_server.answers["/feed"] = Answer(200, b"x")
    allowed = read_settings(allow_networks="127.0.0.1/32, 10.20.0.0/16").allow_networks
    limits = FetchLimits(deadline=0.3, attempts=1)

    def state(host: str) -> object:
        url = feed_server.url("/feed").replace("127.0.0.1", host)
        (result,) = fetch([FetchRequest("meeuw", url)], now=now, allowed=allowed, limits=limits)
        return result.state if isinstance(result, Failed) else "asked"

    assert state("127.0.0.1") == "asked"
    assert state("[::ffff:127.0.0.1]") == "asked"
    assert state("127.0.0.2") is SourceState.REFUSED
    assert state("10.21.0.1") is SourceState.REFUSED
    assert state("10.20.0.1") is not SourceState.REFUSED


def test_slow_names_keep_no_other_waiting(feed_server: FeedServer, names: Names, now: datetime) -> None:
    """A dozen names whose server is silent cost the others nothing, and the end of the run does not wait for them."""
    feed_server.answers["/feed"] = Answer(200, b"x")
    slow = [f"traag{number}.voorbeeld.nl" for number in range(12)]
    good = [f"vlot{number}.voorbeeld.be" for number in range(5)]
    names.addresses = {name: ["127.0.0.1"] for name in slow + good}
    names.slow = dict.fromkeys(slow, 3.0)
    started = time.monotonic()
    url = feed_server.url("/feed")
    requests = [FetchRequest(name, url.replace("127.0.0.1", name)) for name in slow + good]
    limits = FetchLimits(deadline=0.8, attempts=1, politeness=Politeness(gap=0, parallel=32))
    found = {result.source: result for result in fetch(requests, now=now, allowed=HERE, limits=limits)}
    assert time.monotonic() - started < 2.9
    assert all(isinstance(found[name], Fetched) for name in good)
    assert {result.state for name in slow if isinstance(result := found[name], Failed)} == {SourceState.TIMEOUT}


def test_address_that_swallows_everything_leaves_time_for_the_next(
    feed_server: FeedServer, names: Names, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a name with several addresses, one where connections are neither made nor refused does not use up all the time."""
    monkeypatch.setattr(connect, "PATIENCE", 0.2)
    names.addresses["nieuws.voorbeeld.nl"] = ["127.0.0.2", "127.0.0.1"]
    feed_server.answers["/feed"] = Answer(200, b"x")
    url = feed_server.url("/feed").replace("127.0.0.1", "nieuws.voorbeeld.nl")
    with socket.socket() as full, socket.socket() as first:
        full.bind(("127.0.0.2", int(url.split(":")[2].split("/")[0])))
        full.listen(0)
        first.connect(full.getsockname())
        (result,) = fetch([FetchRequest("meeuw", url)], now=now, allowed=(ip_network("127.0.0.0/8"),), limits=LIMITS)
    assert isinstance(result, Fetched)
    assert result.seconds >= 0.2


def test_connections_that_are_given_up_are_closed(now: datetime) -> None:
    """A server that never answers a TLS greeting costs no open connection once its time is up, however long the run lasts."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"https://127.0.0.1:{listening.getsockname()[1]}/"
        limits = FetchLimits(deadline=1, attempts=1, workers=1)
        results = fetch([FetchRequest("een", url), FetchRequest("twee", url)], now=now, allowed=HERE, limits=limits)
        first = next(results)
        assert isinstance(first, Failed)
        assert first.state is SourceState.TIMEOUT
        made, _ = listening.accept()
        with made:
            made.settimeout(0.5)
            while made.recv(4096):
                pass
        assert len(list(results)) == 1
