"""Hostile bodies, written by ourselves, and a child process that measures what reading one costs.

Run as a script: `hostile.py NAME URL`, prints one JSON line with state, message, counts, seconds of the processor and
MB above idle.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from pipeline.feeds.parse import parse

MB = 1_000_000
HEAD = "<?xml version='1.0' encoding='utf-8'?>"
GOOD = "<item><guid isPermaLink='false'>goed</guid><title>Brug open</title></item>"


def rss(items: str, before: str = "", kind: str = "") -> bytes:
    """An RSS document; *before* stands in the channel, *kind* before the root."""
    return f"{HEAD}{kind}<rss version='2.0'><channel><title>k</title>{before}{items}{GOOD}</channel></rss>".encode()


def _bomb(levels: int = 9) -> str:
    lines = "".join(f"<!ENTITY b{n} '{f'&b{n - 1};' * 10}'>" for n in range(1, levels + 1))
    return f"<!DOCTYPE rss [<!ENTITY b0 'ha'>{lines}]>"


def _honest(size: int = 15 << 20) -> bytes:
    words = "De gemeente legt een nieuwe brug aan over het water en vraagt wat de buurt ervan vindt. "
    text = f"&lt;p&gt;{words * 43}&lt;/p&gt;"
    item = "<item><guid isPermaLink='false'>n{0}</guid><title>Bericht {0}</title><link>/n/{0}</link>"
    item += "<description>{1}</description><content:encoded><![CDATA[<p>{1}</p>]]></content:encoded></item>"
    many = "".join(item.format(number, text) for number in range(size // (2 * len(text) + 200)))
    kind = "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
    return rss(many).replace(b"<rss version='2.0'>", kind.encode())


BODIES: dict[str, Callable[[str], bytes]] = {
    "title": lambda _: rss(f"<item><title>{'a' * 10 * MB}</title></item>"),
    "title of the feed": lambda _: rss("", before=f"<description>{'a' * 10 * MB}</description>"),
    "author": lambda _: rss(f"<item><image/><author>{'a' * 10 * MB}</author></item>"),
    "authors": lambda _: rss(f"<item><image/><author>{'a' * 10_000}</author></item>" * 500),
    "attribute": lambda _: rss(f"<item><enclosure url='{'a' * 10 * MB}'/></item>"),
    "attribute of the root": lambda _: rss("").replace(b"<rss ", b"<rss a='" + b"a" * 10 * MB + b"' "),
    "attributes": lambda _: rss("<item><a " + " ".join(f"a{n}='1'" for n in range(100_000)) + "/></item>"),
    "namespaces": lambda _: rss("<item>" + "".join(f"<a xmlns:n{n}='urn:{n}'/>" for n in range(10_000)) + "</item>"),
    "depth": lambda _: rss(f"<item><title>{'<a>' * MB}{'</a>' * MB}</title></item>"),
    "depth without end": lambda _: rss(f"<item>{'<a>' * MB}"),
    "depth of the frame": lambda _: rss("", before="<a>" * MB + "</a>" * MB),
    "tags": lambda _: rss(f"<item>{'<a/>' * MB}</item>"),
    "tags of the frame": lambda _: rss("", before="<a/>" * MB),
    "tags spread": lambda _: rss(f"<item>{'<a/>' * 2_000}</item>" * 1_500),
    "laughs": lambda _: rss("<item><title>&b9;</title></item>", kind=_bomb()),
    "laughs in UTF-16": lambda _: (
        rss("<item><title>&b9;</title></item>", kind=_bomb()).decode().replace("utf-8", "utf-16").encode("utf-16")
    ),
    "laughs within themselves": lambda _: rss("", kind="<!DOCTYPE rss [<!ENTITY a '&b;'><!ENTITY b '&a;'>]>"),
    "quadratic": lambda _: rss(
        f"<item><title>{'&q;' * 100_000}</title></item>", kind=f"<!DOCTYPE rss [<!ENTITY q '{'q' * 50_000}'>]>"
    ),
    "external file": lambda url: rss("<item><title>&x;</title></item>", kind=f"<!DOCTYPE rss [<!ENTITY x SYSTEM '{url}'>]>"),
    "external public": lambda url: rss(
        "<item><title>&x;</title></item>", kind=f"<!DOCTYPE rss [<!ENTITY x PUBLIC 'x' \"{url}\">]>"
    ),
    "external parameter": lambda url: rss("", kind=f"<!DOCTYPE rss [<!ENTITY % x SYSTEM '{url}'> %x;]>"),
    "external type": lambda url: rss("<item><title>&x;</title></item>", kind=f"<!DOCTYPE rss SYSTEM '{url}'>"),
    "parameter in parameter": lambda _: rss("", kind="<!DOCTYPE rss [<!ENTITY % a \"<!ENTITY b 'c'>\"> %a;]>"),
    "late type": lambda url: rss(
        "<item><title>&x;</title></item>", kind=f"<!-- {'a' * MB} --><!DOCTYPE rss [<!ENTITY x SYSTEM '{url}'>]>"
    ),
    "blank lines": lambda _: b"\n" * (10 * MB) + rss(""),
    "blank lines within the type": lambda _: rss("", kind="<!DOCTYPE rss [" + "\n" * MB),
    "declaration": lambda _: b"<?xml " + b"encoding='a' " * 500_000 + b"<rss/>",
    "one long line": lambda _: rss("<item><title>encoding='" + '"a ' * 500_000 + "</title></item>").replace(b"?>", b"? "),
    "punycode": lambda _: rss(f"<item><title>{'a' * MB}</title></item>").replace(b"utf-8", b"punycode"),
    "items": lambda _: rss("<item><title>Brug</title></item>" * 100_000),
    "items within items": lambda _: rss("<item>" * 100_000),
    "open comments": lambda _: rss("<!--" * MB),
    "open CDATA": lambda _: rss("<item><title><![CDATA[" * 300_000),
    "open quotes": lambda _: rss("<item><a b='" * 300_000),
    "CDATA": lambda _: rss(f"<item><description><![CDATA[{'<p>a</p>' * (10 * MB // 8)}]]></description></item>"),
    "many CDATA": lambda _: rss(f"<item><title>{'<![CDATA[a]]>' * 700_000}</title></item>"),
    "zeros": lambda _: b"\0" * 10 * MB,
    "zeros within": lambda _: rss("<item><title>" + "a\0" * 5 * MB + "</title></item>"),
    "some zeros": lambda _: rss("<item><title>Di\0jk</title></item>"),
    "a page": lambda _: b"<!DOCTYPE html><html><body>" + b"<p><a href='/x'>x</a></p>" * 300_000 + b"</body></html>",
    "tags of no feed": lambda _: b"<x>" + b"<a b='c'>" * MB + b"</x>",
    "JSON of nothings": lambda _: b'{"version": "https://jsonfeed.org/version/1", "items": [' + b"[]," * 3 * MB + b"0]}",
    "JSON without end": lambda _: b"[" * 10 * MB,
    "JSON title": lambda _: json.dumps(
        {"version": "https://jsonfeed.org/version/1", "items": [{"id": "goed", "title": "a" * 10 * MB}]}
    ).encode(),
    "honest": lambda _: _honest(),
    "honest, for feedparser": lambda _: _honest().replace(b"<item>", b"<item><image/>"),
    "honest, malformed": lambda _: _honest().replace(b"Bericht ", b"Bericht&nbsp;"),
    "honest, cut off": lambda _: _honest()[:-9_000],
    "honest, all within one another": lambda _: _honest().replace(b"</item>", b""),
}


def _peak() -> float:
    """The most memory this process ever held, in MB."""
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024 / MB


def _measure(name: str, url: str) -> None:
    for known in (rss(""), rss("<item><image/></item>"), b"<x>", b'{"version": "jsonfeed.org"}'):
        parse(known, source="meeuw")
    body = BODIES[name](url)
    Path("/proc/self/clear_refs").write_text("5")
    idle, started = _peak(), time.process_time()
    found = parse(body, source="meeuw", url="https://h.nl/feed")
    seconds = time.process_time() - started
    told = {
        "seconds": seconds,
        "above": _peak() - idle,
        "bytes": len(body),
        "state": found.state,
        "message": found.message,
        "entries": len(found.entries),
        "cut": found.cut,
        "broken": found.broken,
        "good": any(entry.guid == "goed" for entry in found.entries),
        "longest": max((len(entry.title) for entry in found.entries), default=0),
        "titles": [entry.title[:80] for entry in found.entries[:3]],
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    _measure(*sys.argv[1:3])
