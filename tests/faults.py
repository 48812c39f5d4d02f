"""A real server on loopback with everything that can be wrong with a source; docs/collecting.md says what comes of each."""

import gzip
import re
import socket
import struct
import threading
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import TracebackType

from pipeline.core.answers import SourceState
from tests.documents import DOCUMENTS, SOUND
from tests.servers import Answer, FeedServer

DOCS = Path(__file__).parent.parent / "docs" / "collecting.md"
PACKED = gzip.compress(SOUND)
LATER = {"Retry-After": "600"}
DATED = {"Date": "Mon, 23 Nov 2026 08:00:00 GMT", "Retry-After": "Mon, 23 Nov 2026 08:10:00 GMT"}
XML = {"Content-Type": "application/rss+xml"}


BROKEN = (
    "hang hang-in-tls drip-head drip-body cut-off reset refused-port no-tls no-http 404"
    " 410 500 503-seconds 429 loop to-private gzip-bomb oversized html-page empty-body"
).split()
"""Twenty that give nothing, of every sort: the broken tenth of two hundred sources."""
_ROW = re.compile(r"\| `([\w-]+)` \| [^|]+ \| `([\w-]+)` \| ?([^|]*) \|")


def named() -> dict[str, tuple[SourceState, re.Pattern[str]]]:
    """What docs/collecting.md says of each fault: its state, and the message, in which … stands for what differs."""
    rows = (_ROW.fullmatch(line) for line in DOCS.read_text(encoding="utf-8").splitlines())
    found = {}
    for row in rows:
        if row:
            words = (re.escape(part) for part in row[3].strip().strip("`").split("…"))
            found[row[1]] = SourceState(row[2]), re.compile(".+".join(words))
    return found


@dataclass(frozen=True)
class Fault:
    """One way to be broken or odd: what its path answers, or the *url* to ask instead, made of the server's own."""

    answer: Answer = field(default_factory=lambda: Answer(200, SOUND))
    url: Callable[["FaultServer", str], str] = lambda server, path: server.url(path)


class FaultServer(FeedServer):
    """Answers /NAME as the fault of that name does, and /good/N as a sound source; hanging ends with the server."""

    def __init__(self) -> None:
        super().__init__()
        self.over = threading.Event()
        self._taken = socket.socket()
        self._taken.bind(("127.0.0.1", 0))
        self.refusing = int(self._taken.getsockname()[1])
        self._silent = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.silent = int(self._silent.getsockname()[1])
        self.faults = _wire(self.over) | {name: Fault(Answer(200, *answer)) for name, answer in DOCUMENTS.items()}
        self.answers |= {f"/{name}": fault.answer for name, fault in self.faults.items()}
        self.answers |= {"/sound": Answer(200, SOUND), "/consent": Answer(200, *DOCUMENTS["html-page"])}

    def address(self, name: str) -> str:
        """The address of a fault, as it stands in a sources file."""
        return self.faults[name].url(self, f"/{name}")

    def mend(self, name: str, body: bytes) -> None:
        """From now on the fault of this name answers with *body*, as it should."""
        self.answers[f"/{name}"] = Answer(200, body)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.over.set()
        self._taken.close()
        self._silent.close()
        super().__exit__(kind, error, trace)


def _wire(over: threading.Event) -> dict[str, Fault]:
    """The faults of servers and of what stands between; each by its name in docs/collecting.md."""
    whole = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
    return {
        "hang": Fault(Answer(act=lambda _: over.wait(120) and None)),
        "hang-in-tls": Fault(url=lambda server, path: f"https://127.0.0.1:{server.silent}{path}"),
        "drip-head": Fault(_drip(over, b"HTTP/1.1 200 OK\r\nX-Slow: ")),
        "drip-body": Fault(_drip(over, whole + b"Content-Length: 5000\r\n\r\n")),
        "cut-off": Fault(_raw(whole + b"Content-Length: %d\r\n\r\n" % len(SOUND) + SOUND[:200])),
        "cut-off-chunks": Fault(_raw(whole + b"Transfer-Encoding: chunked\r\n\r\n40\r\n<rss")),
        "reset": Fault(Answer(act=_reset)),
        "hang-up": Fault(_raw(b"")),
        "refused-port": Fault(url=lambda server, path: f"http://127.0.0.1:{server.refusing}{path}"),
        "unknown-name": Fault(url=lambda _server, path: f"http://nergens.invalid{path}"),
        "no-tls": Fault(url=lambda server, path: server.url(path).replace("http:", "https:")),
        "no-http": Fault(_raw(b"220 mail.voorbeeld.nl ESMTP\r\n\r\n")),
        "endless-head": Fault(_raw(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300_000)),
        "404": Fault(Answer(404, b"weg")),
        "401": Fault(Answer(401, b"", {"WWW-Authenticate": "Basic"})),
        "410": Fault(Answer(410, b"weg")),
        "500": Fault(Answer(500, b"stuk")),
        "503": Fault(Answer(503, b"")),
        "503-seconds": Fault(Answer(503, b"", LATER)),
        "503-date": Fault(_dated(503)),
        "429": Fault(Answer(429, b"")),
        "429-seconds": Fault(Answer(429, b"", LATER)),
        "429-date": Fault(_dated(429)),
        "429-garbage": Fault(Answer(429, b"", {"Retry-After": "straks"})),
        "304-always": Fault(Answer(304)),
        "loop": Fault(Answer(302, b"", {"Location": "/loop"})),
        "moved-301": Fault(Answer(301, b"", {"Location": "/sound"})),
        "moved-308": Fault(Answer(308, b"", {"Location": "/sound"})),
        "elsewhere-302": Fault(Answer(302, b"", {"Location": "/sound"})),
        "to-private": Fault(Answer(302, b"", {"Location": "http://10.0.0.8/feed"})),
        "to-metadata": Fault(Answer(301, b"", {"Location": "http://[::ffff:169.254.169.254]/latest"})),
        "to-file": Fault(Answer(302, b"", {"Location": "file:///etc/passwd"})),
        "to-consent": Fault(Answer(302, b"", {"Location": "/consent"})),
        "gzip-bomb": Fault(Answer(200, gzip.compress(b" " * 400_000_000, 1), XML | {"Content-Encoding": "gzip"})),
        "deflate-bomb": Fault(Answer(200, zlib.compress(b" " * 100_000_000, 1), XML | {"Content-Encoding": "deflate"})),
        "oversized": Fault(Answer(200, SOUND.replace(b"</rss>", b" " * (16 << 20) + b"</rss>"))),
        "unknown-encoding": Fault(Answer(200, SOUND, XML | {"Content-Encoding": "br"})),
        "damaged-gzip": Fault(Answer(200, PACKED[:40] + b"\xff" * 40 + PACKED[80:], XML | {"Content-Encoding": "gzip"})),
        "cut-off-gzip": Fault(Answer(200, PACKED[:-20], XML | {"Content-Encoding": "gzip"})),
        "length-too-long": Fault(_raw(whole + b"Content-Length: 99999\r\n\r\n" + SOUND)),
        "length-too-short": Fault(_raw(whole + b"Content-Length: %d\r\n\r\n" % (len(SOUND) - 9) + SOUND)),
        "two-lengths": Fault(_raw(whole + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef")),
        "crumbs": Fault(_raw(whole + b"Transfer-Encoding: chunked\r\n\r\n" + _crumbs(SOUND))),
        "delta-226": Fault(Answer(226, SOUND, XML | {"IM": "feed", "ETag": '"2"'})),
    }


def _raw(written: bytes) -> Answer:
    return Answer(act=lambda handler: handler.wfile.write(written) and None)


def _drip(over: threading.Event, head: bytes) -> Answer:
    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(head)
        while not over.wait(1):
            handler.wfile.write(b"x")

    return Answer(act=act)


def _dated(status: int) -> Answer:
    """An answer with the server's own clock, which the ready-made server would overwrite."""

    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response_only(status)
        for name, value in ({"Content-Length": "0"} | DATED).items():
            handler.send_header(name, value)
        handler.end_headers()

    return Answer(act=act)


def _reset(handler: BaseHTTPRequestHandler) -> None:
    """Breaks the connection off with a reset instead of an end."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def _crumbs(body: bytes) -> bytes:
    return b"".join(b"1\r\n%c\r\n" % byte for byte in body) + b"0\r\n\r\n"
