"""Whose server it is: registrable domains, hosts as the network knows them, and what is our own."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.web.domains import host_of, loopback, own_network, registrable, spared


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("nos.nl", "nos.nl"),
        ("feeds.nos.nl", "nos.nl"),
        ("a.b.c.nos.nl", "nos.nl"),
        ("www.gov.uk", "www.gov.uk"),
        ("gov.uk", "gov.uk"),
        ("nieuws.uil.co.uk", "uil.co.uk"),
        ("co.uk", "co.uk"),
        ("nl", "nl"),
        ("uil.github.io", "uil.github.io"),
        ("intranet", "intranet"),
        ("localhost", "localhost"),
        ("192.0.2.1", "192.0.2.1"),
        ("8.8.4.4", "8.8.4.4"),
        ("2001:db8::1", "2001:db8::1"),
        ("xn--ijsvogl-wya.nl", "xn--ijsvogl-wya.nl"),
        ("nieuws.xn--ijsvogl-wya.nl", "xn--ijsvogl-wya.nl"),
        ("uil.xn--55qx5d.cn", "uil.xn--55qx5d.cn"),
        ("", ""),
    ],
)
def test_registrable_domain(host: str, domain: str) -> None:
    """What somebody registered, by the public suffix list; a suffix, a bare name and an address stand for themselves."""
    assert registrable(host) == domain


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://NOS.nl/feed", "nos.nl"),
        ("https://nos.nl./feed", "nos.nl"),
        ("https://nos.nl:8443/feed", "nos.nl"),
        ("https://wie:geheim@nos.nl/feed", "nos.nl"),
        ("http://[2001:DB8::1]:80/", "2001:db8::1"),
        ("http://192.0.2.1/", "192.0.2.1"),
        ("https://ijsvogël.nl/feed", "xn--ijsvogl-wya.nl"),
        ("https://IJSVOGËL.nl/feed", "xn--ijsvogl-wya.nl"),
        ("https://xn--ijsvogl-wya.nl/feed", "xn--ijsvogl-wya.nl"),
        ("http://[::1/", ""),
        (f"http://{'ë' * 80}.nl/", ""),
        ("feed", ""),
        ("", ""),
    ],
)
def test_host_of_an_address(url: str, host: str) -> None:
    """The host as the network knows it: one spelling for one server; "" when there is none."""
    assert host_of(url) == host


def test_one_site_is_spared_under_all_its_spellings() -> None:
    """Case, a last dot, a port, a scheme and letters beyond ASCII do not make another site of it."""
    urls = ["https://feeds.nos.nl/a", "http://NOS.NL.:8080/b", "https://www.nos.nl/c"]
    assert {spared(url) for url in urls} == {"nos.nl"}
    assert len({spared(url) for url in ("https://ijsvogël.nl/", "https://nieuws.xn--ijsvogl-wya.nl/")}) == 1
    assert spared("http://192.0.2.1/") != spared("http://198.51.2.1/")


@pytest.mark.parametrize(
    ("host", "is_loopback", "is_ours"),
    [
        ("localhost", True, True),
        ("brug.localhost", True, True),
        ("127.0.0.1", True, True),
        ("127.9.9.9", True, True),
        ("::1", True, True),
        ("localhost.nl", False, False),
        ("10.0.0.8", False, True),
        ("192.168.1.1", False, True),
        ("fd00::1", False, True),
        ("brug", False, True),
        ("brug.local", False, True),
        ("brug.internal", False, True),
        ("nos.nl", False, False),
        ("8.8.8.8", False, False),
        ("2606:4700::1111", False, False),
    ],
)
def test_what_is_our_own(host: str, is_loopback: bool, is_ours: bool) -> None:  # noqa: FBT001 a table of cases
    """One machine, and the networks where one address may serve feeds of many sites; a public address is neither."""
    assert (loopback(host), own_network(host)) == (is_loopback, is_ours)


@settings(deadline=None, max_examples=200, derandomize=True)
@given(st.one_of(st.text(max_size=40), st.text("abc.:/[]%@ëß。\u200d-0", max_size=40).map("http://".__add__)))
def test_nothing_makes_it_raise(url: str) -> None:
    """Whatever stands where an address should be: a host, whose domain is a part of it, or none."""
    host = host_of(url)
    assert host.isascii()
    assert host.endswith(registrable(host))
    assert spared(url) in {url, registrable(host)}
    own_network(host)
