"""A loopback web server for the demo's feeds, with a clock that can be set."""

import gzip
import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from pipeline.core.weeks import HOUSE_ZONE, Week
from pipeline.demo import feeds


class DemoServer(ThreadingHTTPServer):
    """Serves /feeds/<id> as it stood at `clock`."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, clock: datetime) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.clock = clock

    def address(self, source: str) -> str:
        """Where a feed is served."""
        return f"http://127.0.0.1:{self.server_port}/feeds/{source}"


class _Handler(BaseHTTPRequestHandler):
    server: DemoServer

    def log_message(self, *_: object) -> None:
        """The demo tells what happened by itself."""

    def do_GET(self) -> None:
        """A feed with ETag and gzip, 304 when it has not changed, 404 for what is no feed, 500 when it is broken."""
        wanted = self.path.removeprefix("/feeds/")
        source = next((s for s in feeds.sources() if s.id == wanted), None)
        if source is None:
            self._answer(404, b"no such feed", "text/plain")
        elif _broken(source.quirk, self.server.clock):
            self._answer(500, b"the editors' system is down", "text/plain")
        else:
            body, kind = feeds.draw(source, feeds.shown(source.id, self.server.clock))
            etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            if self.headers.get("If-None-Match") == etag:
                self._answer(304, b"", kind, ETag=etag)
            else:
                self._answer(200, gzip.compress(body, mtime=0), kind, ETag=etag, Content_Encoding="gzip")

    def _answer(self, status: int, body: bytes, kind: str, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


def _broken(quirk: str, clock: datetime) -> bool:
    after = quirk.removeprefix("breaks-after-")
    return after != quirk and Week.of(clock, HOUSE_ZONE) > Week.parse(after) + 1


@contextmanager
def serving(clock: datetime) -> Iterator[DemoServer]:
    """The demo server, running in a thread of its own."""
    server = DemoServer(clock)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
