"""Documents for fuzzing: good and odd feeds, bent by chance in ways that know what a feed is made of. Repeatable by seed."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from pipeline.demo import feeds
from tests.odd.cases import cases

LARGEST = 256 << 10
"""Bytes of a document to begin with; what is made of it may be larger."""
CLOCK = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)

_TAG = re.compile(rb"<[^<>]{0,300}>")
_ELEMENT = re.compile(rb"<([A-Za-z][\w:.-]{0,40})[^<>]{0,200}>[^\0]{0,2000}?</\1\s?>")
_NAMES = b"""
item entry title link guid id description summary content content:encoded pubDate dc:date atom:updated author source image rss
feed channel rdf:RDF media:group media:title atom:link script style svg div b p a x:y gml:pos
""".split()
_WORDS = r"""
&nbsp; &eacute; &#0; &#xD800; &#99999999999; &#x1F30A; & &amp;amp;lt;script&amp;amp;gt; &lt;script&gt;alert(1)&lt;/script&gt;
&wind; <![CDATA[ ]]> <!-- --> <? ?> <?xml?> <!DOCTYPE> <!DOCTYPE|x|[<!ENTITY|wind|'b'>]> <!ENTITY < > </ /> " ' = <item> </item>
<entry> </entry> <item/> </channel> </rss> <link/> <guid>7</guid> <title> </title> <base|href='javascript:x'/> <image/>
<gml:pos>1</gml:pos>
javascript:alert(1) data:text/html,x https://jan:geheim@wind.example/ https://één.example/ //x /../ #a #!/a ?utm_source=x
https://[:: xml:base='../x/' xmlns='urn:x' xmlns:a='http://www.w3.org/2005/Atom' type='xhtml' mode='base64' rel='self'
isPermaLink='x'
2026-02-31 Thu,|31|Feb|2026|10:00:00|+9999 0000-00-00 9999-12-31T23:59:59-14:00 1795078800 10:00 gisteren
"items": null true [] {} [[ {"id":7} "\ud800" "\u0000" 1e999 NaN , :
""".split()
_TOKENS = (
    *(word.replace("|", " ").encode() for word in _WORDS),
    *(sign.encode() for sign in "\u202e\u200d\ufeff\ufffe\u0301\U0001f30a\u0085\u2028\r\0\x1b"),
    *(b"\xff\xfe", b"\xfe\xff", b"\xc3", b"\xed\xa0\x80", b"\xc0\xbc", b"\x93", b"\x81"),
)
_ENCODINGS = "utf-16 utf-16-le utf-16-be utf-32 utf-8-sig cp1252 latin-1 utf-7 shift_jis koi8-r cp037 gb18030 ascii".split()


def seeds(real: Path | None = None) -> list[bytes]:
    """What is bent: the odd documents, the feeds of the demo, and the *real* ones of a folder, when there is one."""
    found = [case.body for case in cases() if "recipe" not in case.wanted]
    found += [feeds.draw(source, feeds.shown(source.id, CLOCK))[0] for source in feeds.sources()]
    if real and real.is_dir():
        found += [path.read_bytes() for path in sorted(real.iterdir()) if path.is_file()]
    return [body for body in found if len(body) <= LARGEST]


def documents(bodies: Sequence[bytes], seed: int) -> Iterator[bytes]:
    """Bent documents without end, the same ones for the same *bodies* and *seed*."""
    chance = Random(seed)
    while True:
        body = chance.choice(bodies)
        if len(body) > 20_000 and chance.random() < 0.8:  # a few entries say as much as many, and sooner
            start = chance.randrange(len(body) - 8000)
            body = body[:2000] + body[start : start + 6000]
        for _ in range(chance.choice((1, 1, 2, 2, 3, 5, 8))):
            body = chance.choice(_WAYS)(body, chance, bodies)
        yield body


def _place(body: bytes, chance: Random) -> int:
    """Somewhere, mostly at the edge of a tag."""
    place = chance.randint(0, len(body))
    if chance.random() < 0.7:
        near = body.find(chance.choice((b"<", b">", b"&", b'"')), place)
        place = near if near >= 0 else place
    return place


def _slice(body: bytes, chance: Random) -> tuple[int, int]:
    """Something: an element, a tag or any piece."""
    pattern = chance.choice((_ELEMENT, _TAG, None))
    if pattern and (found := pattern.search(body, chance.randint(0, len(body)))):
        return found.span()
    start = chance.randint(0, len(body))
    return start, min(len(body), start + chance.choice((1, 4, 30, 400)))


def _flip(body: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    bent = bytearray(body)
    for _number in range(chance.choice((1, 1, 3, 20)) if bent else 0):
        bent[chance.randrange(len(bent))] ^= 1 << chance.randrange(8)
    return bytes(bent)


def _delete(body: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    start, end = _slice(body, chance)
    return body[:start] + body[end:]


def _double(body: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    start, end = _slice(body, chance)
    place = chance.choice((end, _place(body, chance)))
    return body[:place] + body[start:end] + body[place:]


def _splice(body: bytes, chance: Random, bodies: Sequence[bytes]) -> bytes:
    other = chance.choice(bodies)
    start, end = _slice(other, chance)
    place = _place(body, chance)
    if chance.random() < 0.2:
        return body[:place] + other[_place(other, chance) :][:20_000]
    return body[:place] + other[start:end] + body[place:]


def _inject(body: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    place = _place(body, chance)
    token = b"".join(chance.choice(_TOKENS) for _ in range(chance.choice((1, 1, 2, 4))))
    return body[:place] + token + body[place:]


def _replace_text(body: bytes, chance: Random, bodies: Sequence[bytes]) -> bytes:
    start = body.find(b">", chance.randint(0, len(body)))
    end = body.find(b"<", start + 1)
    if start < 0 or end < 0:
        return _inject(body, chance, bodies)
    return body[: start + 1] + b"".join(chance.choice(_TOKENS) for _ in range(2)) + body[end:]


def _rename(body: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    name, other = chance.choice(_NAMES), chance.choice(_NAMES)
    return body.replace(b"<" + name, b"<" + other, chance.choice((1, -1))).replace(
        b"</" + name, b"</" + other, chance.choice((1, -1))
    )


def _truncate(body: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    return body[: _place(body, chance)] if chance.random() < 0.8 else body[_place(body, chance) :]


def _encode(body: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    text = body.decode("utf-8", "replace")
    if chance.random() < 0.3:
        text = re.sub(r"encoding=.[\w-]+", f'encoding="{chance.choice(_ENCODINGS)}', text, count=1)
    return text.encode(chance.choice(_ENCODINGS), "replace")


def _repeat(body: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    """The same again and again: depth, thousands of tags, endless words."""
    name = chance.choice(_NAMES)
    piece = chance.choice((b"<" + name + b">", b"</" + name + b">", b"<" + name + b"/>", chance.choice(_TOKENS), b"a", b" "))
    place = _place(body, chance)
    return body[:place] + piece * chance.choice((10, 250, 3000, 20_000)) + body[place:]


def _attributes(body: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    place = body.find(b">", chance.randint(0, len(body)))
    many = chance.choice((1, 3, 120, 4000))
    form = chance.choice((b" a%d='1'", b" xmlns:n%d='urn:n'", b" xml:lang='nl%d'", b' href="/%d"', b" a='%d"))
    return body[:place] + b"".join(form % number for number in range(many)) + body[place:] if place >= 0 else body


def _wrap(body: bytes, chance: Random, _: Sequence[bytes]) -> bytes:
    start, end = _slice(body, chance)
    before, after = chance.choice(
        ((b"<![CDATA[", b"]]>"), (b"<!--", b"-->"), (b"<item>", b"</item>"), (b"<x:y>", b"</x:y>"), (b"{", b"}"))
    )
    return body[:start] + before + body[start:end] + after + body[end:]


_WAYS: tuple[Callable[[bytes, Random, Sequence[bytes]], bytes], ...] = (
    *(_flip, _delete, _double, _splice, _inject, _inject, _inject, _replace_text, _replace_text),
    *(_rename, _truncate, _encode, _repeat, _attributes, _wrap),
)
