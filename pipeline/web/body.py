"""The body of an answer, decoded with a limit: a few kilobytes can unfold to gigabytes, and may not."""

import zlib
from hashlib import blake2b

MAX_BODY = 15 * 1024 * 1024
"""Bytes after decoding; larger feeds are refused."""
MAX_RATIO = 100
"""How many times its size on the wire a body may unfold to, past the first MiB; honest feeds stay under thirty."""
_FREE = 1024 * 1024
_PIECE = 64 * 1024

_RAW, _ZLIB, _GZIP = -zlib.MAX_WBITS, zlib.MAX_WBITS, 16 + zlib.MAX_WBITS
_METHOD = 8


class BodyTooLargeError(Exception):
    """More decoded bytes than the limit."""


class BodyBrokenError(Exception):
    """The encoding is unknown, damaged or cut off."""


class Body:
    """Collects the chunks of one body. `feed` each chunk as it came over the wire, then take `digest`, and `whole` if need be.

    The first MiB is decoded when it is asked for, so that a body known by its digest costs no decoding; the rest as it comes,
    so that a bomb is refused early. Never holds more than *limit* decoded bytes and a MiB, whatever the chunks unfold to.
    """

    def __init__(self, encoding: str, limit: int = MAX_BODY) -> None:
        """*encoding*: the Content-Encoding header; gzip, deflate or none. BodyBrokenError for another."""
        self._encoding = encoding.strip().lower()
        if self._encoding not in {"", "identity", "gzip", "x-gzip", "deflate"}:
            msg = f"the body has an encoding that was not asked for: {encoding!r}"
            raise BodyBrokenError(msg)
        self._limit = limit
        self._waiting = bytearray()
        self._decoded = bytearray()
        self._received = self._taken = 0
        self._hash = blake2b(self._encoding.encode(), digest_size=16)
        self._inflater: zlib._Decompress | None = None
        self._members = 0

    def feed(self, chunk: bytes) -> None:
        """Adds a chunk. BodyTooLargeError past the limit, BodyBrokenError when it cannot be decoded."""
        self._received += len(chunk)
        self._hash.update(chunk)
        self._waiting += chunk
        if self._received > _FREE:
            self._decode()

    def digest(self) -> str:
        """What tells this body from another: of the bytes that came, not of what they decode to. 32 hexadecimal digits."""
        return self._hash.hexdigest()

    def whole(self) -> bytes:
        """Everything decoded. Errors as for `feed`; BodyBrokenError also when the stream was cut off."""
        self._decode()
        if self._inflater is not None:
            msg = f"the {self._encoding} body was cut off after {len(self._decoded)} bytes"
            raise BodyBrokenError(msg)
        return bytes(self._decoded)

    def _decode(self) -> None:
        waiting = bytes(self._waiting)
        self._waiting.clear()
        if self._encoding in {"", "identity"}:
            self._taken += len(waiting)
            self._add(waiting)
            return
        # in pieces: zlib copies what follows the end of a member, of which a body may hold thousands
        for start in range(0, len(waiting), _PIECE):
            self._inflate(waiting[start : start + _PIECE])

    def _inflate(self, chunk: bytes) -> None:
        self._taken += len(chunk)
        while chunk := chunk if self._inflater else self._next_member(chunk):
            if self._inflater is None:
                self._inflater = zlib.decompressobj(self._window(chunk))
            try:
                self._add(self._inflater.decompress(chunk, self._most() + 1 - len(self._decoded)))
            except zlib.error as error:
                msg = f"the {self._encoding} body is damaged: {error}"
                raise BodyBrokenError(msg) from error
            chunk = self._inflater.unconsumed_tail
            if self._inflater.eof:
                chunk = self._inflater.unused_data
                self._inflater = None
                self._members += 1

    def _add(self, piece: bytes) -> None:
        self._decoded += piece
        if len(self._decoded) > self._limit:
            msg = f"the body is larger than {self._limit / _FREE:g} MiB"
            raise BodyTooLargeError(msg)
        if len(self._decoded) > self._most():
            msg = f"the body unfolds to more than {MAX_RATIO} times its size"
            raise BodyTooLargeError(msg)

    def _most(self) -> int:
        return min(self._limit, max(_FREE, MAX_RATIO * self._taken))

    def _next_member(self, chunk: bytes) -> bytes:
        """Where the next member begins: gzip may hold several, and zero padding may follow the last."""
        return chunk.lstrip(b"\0") if self._members else chunk

    def _window(self, first: bytes) -> int:
        if self._encoding != "deflate":
            return _GZIP
        # "deflate" means zlib, but some servers send it without the header, whose first byte says method 8 (RFC 1950)
        return _ZLIB if first[0] & 0x0F == _METHOD else _RAW
