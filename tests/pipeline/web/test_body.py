import gzip
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.web.body import MAX_BODY, Body, BodyBrokenError, BodyTooLargeError

LAW = settings(deadline=None, max_examples=100, derandomize=True)
FEED = b"<rss>" + b"<item>storm</item>" * 40 + b"</rss>"


def raw(content: bytes) -> bytes:
    """Deflate without the zlib header, as some servers send it."""
    squeeze = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return squeeze.compress(content) + squeeze.flush()


def encoded(content: bytes, encoding: str) -> bytes:
    """*content* as a server would send it."""
    return ENCODERS[encoding](content)


ENCODERS: dict[str, Callable[[bytes], bytes]] = {"": bytes, "gzip": gzip.compress, "deflate": zlib.compress, "raw": raw}
ENCODINGS = tuple(ENCODERS)


def decode(body: bytes, encoding: str, *, step: int = 65536, limit: int = MAX_BODY) -> bytes:
    """What a Body makes of bytes that come over the wire in chunks of *step*."""
    found = Body("deflate" if encoding == "raw" else encoding, limit)
    for start in range(0, len(body), step):
        found.feed(body[start : start + step])
    return found.whole()


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("step", [1, 2, 3, 7, 65536])
def test_decoded_whatever_the_chunks(encoding: str, step: int) -> None:
    """A body is the same whether it comes at once or byte by byte."""
    assert decode(encoded(FEED, encoding), encoding, step=step) == FEED


@given(st.binary(max_size=300), st.sampled_from(ENCODINGS), st.integers(1, 40))
@LAW
def test_decoding_undoes_encoding(content: bytes, encoding: str, step: int) -> None:
    """Any content survives any encoding in any chunks."""
    assert decode(encoded(content, encoding), encoding, step=step) == content


def test_deflate_without_header_is_not_taken_for_zlib() -> None:
    """Deflate without a header is read, also when its first bytes happen to sum up as a zlib header would."""
    contents = [str(number).encode() * 3 for number in range(400)]
    alike = [content for content in contents if int.from_bytes(raw(content)[:2]) % 31 == 0]
    assert alike
    assert [decode(raw(content), "raw") for content in alike] == alike


@pytest.mark.parametrize("header", ["gzip", " GZIP ", "x-gzip", "Gzip"])
def test_names_of_gzip(header: str) -> None:
    """The name of an encoding is read whatever its case, its blanks and its age."""
    assert decode(gzip.compress(FEED), header) == FEED


@pytest.mark.parametrize("header", ["", "identity", " Identity"])
def test_no_encoding(header: str) -> None:
    """Without an encoding the bytes are the body, also when they look like gzip."""
    assert decode(gzip.compress(FEED), header) == gzip.compress(FEED)


@pytest.mark.parametrize("header", ["br", "zstd", "gzip, gzip", "gzip;q=1", "none"])
def test_unknown_encoding(header: str) -> None:
    """An encoding that was not asked for is refused by name, before any byte is read."""
    with pytest.raises(BodyBrokenError, match="not asked for") as caught:
        Body(header)
    assert repr(header) in str(caught.value)


@pytest.mark.parametrize("step", [1, 65536])
@pytest.mark.parametrize("padding", [b"", b"\0", b"\0" * 600])
def test_gzip_in_several_members(step: int, padding: bytes) -> None:
    """Gzip may hold several members with zeros after each, wherever the chunks end."""
    body = gzip.compress(b"storm ") + gzip.compress(b"") + gzip.compress(b"op zee") + padding
    assert decode(body, "gzip", step=step) == b"storm op zee"


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "raw"])
def test_cut_off(encoding: str) -> None:
    """A body that stops early is broken, at whatever byte it stops: half a feed is not a feed."""
    whole = encoded(FEED, encoding)
    for length in range(1, len(whole)):
        with pytest.raises(BodyBrokenError, match=r"was cut off after \d+ bytes"):
            decode(whole[:length], encoding)


def test_cut_off_in_a_second_member() -> None:
    """A second member that stops early breaks the whole body."""
    with pytest.raises(BodyBrokenError, match="cut off after 9 bytes"):
        decode(gzip.compress(b"storm") + gzip.compress(b"stil")[:-1], "gzip")


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
@pytest.mark.parametrize("body", [b"<rss/>", b"\0\0\0\0", b"\x1f\x8b\x08\x00junkjunkjunk", b"\xff" * 40])
def test_damaged(encoding: str, body: bytes) -> None:
    """Bytes that are not what the header says are refused, with the reason."""
    with pytest.raises(BodyBrokenError, match=f"the {encoding} body (is damaged: |was cut off)"):
        decode(body, encoding)


def test_wrong_checksum() -> None:
    """A body whose checksum does not hold is damaged, though every byte came."""
    body = bytearray(gzip.compress(FEED))
    body[-6] ^= 0xFF
    with pytest.raises(BodyBrokenError, match=r"is damaged: .*check"):
        decode(bytes(body), "gzip")


def test_junk_after_the_last_member() -> None:
    """Junk behind a gzip body makes it damaged: nobody can say what was meant."""
    with pytest.raises(BodyBrokenError, match="is damaged"):
        decode(gzip.compress(FEED) + b"junk", "gzip")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_limit_itself_is_allowed(encoding: str) -> None:
    """A body of exactly the limit passes; one byte more does not."""
    assert decode(encoded(b"x" * 1000, encoding), encoding, limit=1000) == b"x" * 1000
    with pytest.raises(BodyTooLargeError):
        decode(encoded(b"x" * 1001, encoding), encoding, limit=1000)


def test_too_large_says_how_large() -> None:
    """The complaint names the limit."""
    with pytest.raises(BodyTooLargeError, match="larger than 2 MiB"):
        decode(b"x" * (2 * 1024 * 1024 + 1), "", limit=2 * 1024 * 1024)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "raw"])
def test_a_bomb_does_not_unfold(encoding: str) -> None:
    """Kilobytes that unfold to a hundred times the limit are refused without ever holding much more than the limit."""
    limit = 256 * 1024
    bomb = encoded(b"\0" * 100 * limit, encoding)
    assert len(bomb) < limit
    tracemalloc.start()
    try:
        with pytest.raises(BodyTooLargeError):
            decode(bomb, encoding, limit=limit)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 * limit


def test_a_bomb_in_many_members() -> None:
    """The limit counts all members together."""
    bomb = gzip.compress(b"x" * 600) * 2
    with pytest.raises(BodyTooLargeError):
        decode(bomb, "gzip", limit=1000)


@pytest.mark.parametrize("encoding", ["", "gzip", "deflate"])
def test_nothing_at_all(encoding: str) -> None:
    """An answer without a body is empty, whatever encoding its header names."""
    assert decode(b"", encoding) == b""
    found = Body(encoding)
    found.feed(b"")
    assert found.whole() == b""
