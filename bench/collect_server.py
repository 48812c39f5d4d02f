"""Invented Dutch feeds over loopback, for `bench/collect.py`: `python bench/collect_server.py FEEDS [SECOND]`.

FEEDS feeds of 34 items, about 50 kB each: seven of ten RSS 2.0 (a third of the items with content:encoded), three of ten Atom.
Every item has its own link, guid and moment within seven days. Of the first SECOND feeds (default: all) there is a second
week, in which 3 or 4 items (10 % over ten feeds) are new at the top and as many old ones are gone. The same numbers give the
same bytes, today and tomorrow.

All is made and compressed before the port is printed. One event loop, one answer per request, then the connection is closed,
as with a list of feeds where every feed has its own host. Binds 127.0.0.1 only; ends with SIGTERM or when its parent goes.

GET /feed/N             the feed; 304 when If-None-Match tells its ETag, gzip when accepted
GET /week/1, /week/2    from now on that week is served, and 304 where due
GET /same               from now on 200 with the whole body, whatever validators say
GET /counts             what was answered since the last of these four, by status, and over how many feeds, as JSON
"""

import asyncio
import gzip
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import blake2b
from html import escape
from itertools import chain

ITEMS = 34
MONDAY = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)
"""The moment of the first week; the second is seven days later."""
WEEK = timedelta(days=7)
ATOM_AT = (2, 5, 8)
"""The last digit of the feeds that are Atom."""

WORDS = """
aanbod aanpak aanvraag adviseur afspraak akkoord ambtenaar antwoord arbeidsmarkt balie bedrijven begroting beleid beroep
besluit bestuur bezwaar bijdrage brief burgers buurt college commissie controle coördinatie cursus dienst digitaal directie
dossier drempel eenvoudige eerste energie evaluatie formulier gebouw gegevens gemeente gesprek gezin groei grote handhaving
herstel hulp huur inkomen inwoners jaar jongeren kabinet kans klacht kosten kwaliteit landelijke leden loket maatregel maand
medewerkers melding mensen middelen nieuwe norm onderzoek ondernemers ondersteuning ontwerp oplossing ouderen overheid
overleg partners plan planning platform praktijk proef project punten raad rapport regel regeling regio register rekening
samen school schulden snelle stad stelsel steun systeem taal team tekort termijn toegang toekomst toeslag toezicht uitkering
uitvoering vakmensen veilige verandering vergoeding verkeer verslag vraag vrijwilligers website werk wet wijk woning zaak zorg
""".split()
SMALL = "de het een deze die van voor met op in bij naar over door uit tot zonder om en maar omdat terwijl".split()


def sentences(number: int = 3000) -> tuple[str, ...]:
    """What every feed draws its text from."""
    draw = random.Random("zinnen")
    made = []
    for _ in range(number):
        length = draw.randint(5, 10)
        pairs = zip(draw.choices(SMALL, k=length), draw.choices(WORDS, k=length), strict=True)
        made.append(" ".join(chain.from_iterable(pairs)).capitalize() + draw.choice(".....?!"))
    return tuple(made)


def feed(number: int, week: int, pool: tuple[str, ...]) -> bytes:
    """Feed *number* as it stands in *week* (1 or 2), newest item first."""
    fresh = new_items(number) if week > 1 else 0
    items = [_item(number, n, pool) for n in range(ITEMS + fresh - 1, fresh - 1, -1)]
    host, changed = f"https://bron-{number}.example", MONDAY + (week - 1) * WEEK - timedelta(hours=1)
    title = f"Bron {number}: berichten &amp; besluiten"
    if number % 10 in ATOM_AT:
        head = f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="nl"><title>{title}</title><id>{host}/</id>'
        head += f'<link href="{host}/"/><updated>{changed.isoformat()}</updated>'
        text = head + "".join(map(_atom, items)) + "</feed>"
    else:
        head = '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        head += f"<title>{title}</title><link>{host}/</link><description>Wat bron {number} meldt</description>"
        head += f"<language>nl</language><lastBuildDate>{format_datetime(changed)}</lastBuildDate>"
        text = head + "".join(map(_rss, items)) + "</channel></rss>"
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def new_items(number: int) -> int:
    """How many items of feed *number* are new in the second week: 34 in every ten feeds."""
    return 4 if number % 5 < 2 else 3


Item = tuple[str, str, str, str, str, datetime]


def _item(number: int, n: int, pool: tuple[str, ...]) -> Item:
    """Item *n* of a feed, counted from its oldest: title, link, guid, summary, full text, moment."""
    draw = random.Random(f"{number}/{n}")
    title = " ".join(draw.sample(WORDS, 7)).capitalize() + f" ‘{draw.choice(WORDS)}’ & {draw.choice(WORDS)}"
    first, *rest = draw.sample(pool, draw.randint(9, 13))
    middle = len(rest) // 2
    full = f'<p>{" ".join(rest[:middle])} <a href="/meer/{n}">Lees <strong>meer</strong></a></p>'
    full += f'<p><img src="/beeld/{n}.jpg" alt=""/>{" ".join(rest[middle:])}</p>'
    after = WEEK * (n - ITEMS) / (ITEMS + 1) if n < ITEMS else WEEK * (n - ITEMS + 1) / 6
    moment = (MONDAY + after + timedelta(minutes=draw.randint(-99, 99))).replace(microsecond=0)
    return title, f"https://bron-{number}.example/bericht-{n}", f"bron-{number}-{n}", f"<p>{first}</p>", full, moment


def _rss(item: Item) -> str:
    title, link, guid, short, full, moment = item
    body = f"<description>{escape(short + full)}</description>"
    if moment.minute % 3 == 0:
        body = f"<description>{escape(short)}</description><content:encoded><![CDATA[{full}]]></content:encoded>"
    head = f'<title>{escape(title)}</title><link>{link}</link><guid isPermaLink="false">{guid}</guid>'
    return f"<item>{head}<pubDate>{format_datetime(moment)}</pubDate>{body}</item>\n"


def _atom(item: Item) -> str:
    title, link, guid, short, full, moment = item
    head = f'<title>{escape(title)}</title><link rel="alternate" href="{link}"/><id>urn:{guid}</id>'
    dates = f"<published>{moment.isoformat()}</published><updated>{moment.isoformat()}</updated>"
    return f'<entry>{head}{dates}<summary type="html">{escape(short + full)}</summary></entry>\n'


class Shelf:
    """The answers, ready to be written, and what was asked."""

    def __init__(self, feeds: int, second: int) -> None:
        pool = sentences()
        self.answers = {1: dict(_answers(feeds, 1, pool)), 2: dict(_answers(second, 2, pool))}
        self.week, self.same = 1, False
        self.counts: Counter[int] = Counter()
        self.asked: set[str] = set()

    def answer(self, request: bytes) -> bytes:
        """The whole answer to the head of a request."""
        path = request.split(b" ", 2)[1].decode("latin-1")
        found = self.answers[self.week].get(path)
        if found is None:
            return self._control(path)
        etag, not_modified, head, body = found
        self.asked.add(path)
        status = 200 if self.same or etag not in request else 304
        self.counts[status] += 1
        if status == 304:
            return not_modified
        if b"gzip" in request:
            return head + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body) + body
        plain = gzip.decompress(body)
        return head + b"Content-Length: %d\r\n\r\n" % len(plain) + plain

    def _control(self, path: str) -> bytes:
        told = {"counts": dict(self.counts), "feeds": len(self.asked)}
        if path in {"/week/1", "/week/2", "/same"}:
            self.same = path == "/same"
            self.week = self.week if self.same else int(path[-1])
        elif path != "/counts":
            self.counts[404] += 1
            return b"HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        self.counts.clear()
        self.asked.clear()
        text = json.dumps(told).encode()
        return b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(text) + text


def _answers(feeds: int, week: int, pool: tuple[str, ...]) -> Iterator[tuple[str, tuple[bytes, bytes, bytes, bytes]]]:
    """By path: ETag, the answer 304, the head of the answer 200 but for its length, and the compressed body."""
    for number in range(feeds):
        body = feed(number, week, pool)
        etag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
        changed = format_datetime(MONDAY + (week - 1) * WEEK - timedelta(hours=1), usegmt=True)
        kind = "atom" if number % 10 in ATOM_AT else "rss"
        common = f"ETag: {etag}\r\nLast-Modified: {changed}\r\nConnection: close\r\n"
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/{kind}+xml; charset=utf-8\r\nVary: Accept-Encoding\r\n{common}"
        not_modified = f"HTTP/1.1 304 Not Modified\r\n{common}\r\n"
        yield f"/feed/{number}", (etag.encode(), not_modified.encode(), head.encode(), gzip.compress(body, 6, mtime=0))


class Connection(asyncio.Protocol):
    """One request, one answer."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remembers where to write."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answers once the head is complete."""
        self._read += data
        if self._read.endswith(b"\r\n\r\n"):
            self._transport.write(self._shelf.answer(self._read))
            self._transport.close()


async def serve(shelf: Shelf) -> None:
    """Serves until standard input ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(shelf), "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]]
    with suppress(KeyboardInterrupt):
        asyncio.run(serve(Shelf(numbers[0], numbers[-1])))
