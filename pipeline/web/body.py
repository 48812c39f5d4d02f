"""The body of an answer, decoded with a limit: a few kilobytes can unfold to gigabytes, and may not."""

import zlib

MAX_BODY = 15 * 1024 * 1024
"""Bytes after decoding; larger feeds are refused."""
MAX_RATIO = 100
"""How many times its size on the wire a body may unfold to, past the first MiB; honest feeds stay under thirty."""
_FREE = 1024 * 1024

_RAW, _ZLIB, _GZIP = -zlib.MAX_WBITS, zlib.MAX_WBITS, 16 + zlib.MAX_WBITS
_METHOD = 8


class BodyTooLargeError(Exception):
    """More decoded bytes than the limit."""


class BodyBrokenError(Exception):
    """The encoding is unknown, damaged or cut off."""


class Body:
    """Collects the chunks of one body. `feed` each chunk as it came over the wire, then take `whole`.

    Never holds more than *limit* decoded bytes plus one chunk, whatever the chunks unfold to.
    """

    def __init__(self, encoding: str, limit: int = MAX_BODY) -> None:
        """*encoding*: the Content-Encoding header; gzip, deflate or none. BodyBrokenError for another."""
        self._encoding = encoding.strip().lower()
        if self._encoding not in {"", "identity", "gzip", "x-gzip", "deflate"}:
            msg = f"the body has an encoding that was not asked for: {encoding!r}"
            raise BodyBrokenError(msg)
        self._limit = limit
        self._decoded = bytearray()
        self._received = 0
        self._inflater: zlib._Decompress | None = None
        self._members = 0

    def feed(self, chunk: bytes) -> None:
        """Adds a chunk. BodyTooLargeError past the limit, BodyBrokenError when it cannot be decoded."""
        self._received += len(chunk)
        if self._encoding in {"", "identity"}:
            self._add(chunk)
            return
        while chunk := chunk if self._inflater else self._next_member(chunk):
            if self._inflater is None:
                self._inflater = zlib.decompressobj(self._window(chunk))
            try:
                self._add(self._inflater.decompress(chunk, self._limit + 1 - len(self._decoded)))
            except zlib.error as error:
                msg = f"the {self._encoding} body is damaged: {error}"
                raise BodyBrokenError(msg) from error
            chunk = self._inflater.unconsumed_tail
            if self._inflater.eof:
                chunk = self._inflater.unused_data
                self._inflater = None
                self._members += 1

    def whole(self) -> bytes:
        """Everything decoded. BodyBrokenError when the stream was cut off."""
        if self._inflater is not None:
            msg = f"the {self._encoding} body was cut off after {len(self._decoded)} bytes"
            raise BodyBrokenError(msg)
        return bytes(self._decoded)

    def _add(self, piece: bytes) -> None:
        self._decoded += piece
        if len(self._decoded) > self._limit:
            msg = f"the body is larger than {self._limit / _FREE:g} MiB"
            raise BodyTooLargeError(msg)
        if len(self._decoded) > max(_FREE, MAX_RATIO * self._received):
            msg = f"the body unfolds to more than {MAX_RATIO} times its size"
            raise BodyTooLargeError(msg)

    def _next_member(self, chunk: bytes) -> bytes:
        """Where the next member begins: gzip may hold several, and zero padding may follow the last."""
        return chunk.lstrip(b"\0") if self._members else chunk

    def _window(self, first: bytes) -> int:
        if self._encoding != "deflate":
            return _GZIP
        # "deflate" means zlib, but some servers send it without the header, whose first byte says method 8 (RFC 1950)
        return _ZLIB if first[0] & 0x0F == _METHOD else _RAW
