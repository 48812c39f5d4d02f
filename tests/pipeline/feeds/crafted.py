"""Odd documents, each with several entries, and any documents: what feeds may hold, in whatever order."""

from html import escape

from hypothesis import strategies as st

DUBLIN = "http://purl.org/dc/elements/1.1/"
NAMESPACES = (
    "xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:dc='http://purl.org/dc/elements/1.1/' "
    "xmlns:media='http://search.yahoo.com/mrss/' xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' "
    "xmlns:atom='http://www.w3.org/2005/Atom' xmlns:dcterms='http://purl.org/dc/terms/' xmlns:x='urn:x' "
    "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:georss='http://www.georss.org/georss' "
    "xmlns:gml='http://www.opengis.net/gml'"
)
PLAIN = "<item><guid isPermaLink='false'>n1</guid><title>Brug open</title><link>https://h.nl/1</link><description>Varen</description></item>"
LAST = "<item><title>Sluis dicht</title><link>/2</link><pubDate>Mon, 23 Nov 2026 07:00:00 +0100</pubDate></item>"


def rss(items: str, attributes: str = "", before: str = "") -> str:
    """An RSS document with many namespaces."""
    root = f"<rss version='2.0' {NAMESPACES}{attributes}>"
    return f"<?xml version='1.0'?>{root}<channel><title>k</title>{before}{items}</channel></rss>"


def atom(entries: str, attributes: str = "") -> str:
    """An Atom document."""
    return f"<feed xmlns='http://www.w3.org/2005/Atom'{attributes}><title>k</title>{entries}</feed>"


def _amid(item: str) -> str:
    return rss(PLAIN + item + LAST)


ITEMS = {
    "empty": "<item/>",
    "empty link over guid": "<item><guid>https://h.nl/g</guid><link/></item>",
    "guid after link": "<item><link>https://h.nl/1</link><guid>https://h.nl/g</guid></item>",
    "guid that may be a link": "<item><guid isPermaLink='TRUE'>g</guid></item>",
    "relative guid": "<item><guid>pad/g</guid></item>",
    "guid with another attribute": "<item><guid x='y'>g</guid></item>",
    "two guids": "<item><guid>a</guid><guid>b</guid></item>",
    "two titles": "<item><title>a</title><title>b</title></item>",
    "two links": "<item><link>https://h.nl/a</link><link>https://h.nl/b</link></item>",
    "two descriptions": "<item><description>a</description><description>b</description></item>",
    "three descriptions": "<item><description>a</description><description>b</description><description>c</description></item>",
    "summary and description": "<item><summary>a</summary><description>b</description></item>",
    "content before description": "<item><content:encoded>a</content:encoded><description>b</description></item>",
    "content after description": "<item><description>b</description><content:encoded>a</content:encoded></item>",
    "content after an empty description": "<item><description/><content:encoded>a</content:encoded></item>",
    "two contents": "<item><content:encoded>a</content:encoded><content:encoded>b</content:encoded></item>",
    "markup in title": "<item><title>a <b>c</b></title></item>",
    "markup in description": "<item><description>a <p>c</p><div>d</div></description></item>",
    "summary in description": "<item><description>a <summary>c</summary> d</description><title>t</title></item>",
    "title in description": "<item><description>a <title>c</title></description><title>t</title></item>",
    "item of Atom's link": "<item><atom:link href='/a' rel='alternate'/><link>https://h.nl/b</link></item>",
    "link with an empty address": "<item><atom:link href=''/></item>",
    "link with attributes and text": "<item><link rel='x' href='/a'>https://h.nl/b</link></item>",
    "link of another rel": "<item><atom:link rel='self' href='/a'/></item>",
    "link in capitals": "<item><atom:link REL='alternate' HREF='/a'/></item>",
    "link with entities": "<item><link>https://h.nl/?a=1&amp;amp;b=2&amp;copy;</link></item>",
    "link amid blanks": "<item><link>\n https://h.nl/1 \n</link></item>",
    "link with slashes": "<item><link>https:////h.nl/1</link></item>",
    "link that is none": "<item><link>javascript:alert(1)</link></item>",
    "link of an impossible host": "<item><link>https://[h.nl/1</link></item>",
    "link with an empty query": "<item><link>https://h.nl/1?</link></item>",
    "link with a scheme in capitals": "<item><link>HTTPS://h.nl/1</link></item>",
    "media title first": "<item><media:title>m</media:title><title>t</title></item>",
    "media title last": "<item><title>t</title><media:group><media:title>m</media:title></media:group></item>",
    "media title only": "<item><media:group><media:title>m</media:title></media:group></item>",
    "media title after source": "<item><title>t</title><source url='u'>s</source><media:title>m</media:title></item>",
    "media description": "<item><title>t</title><media:description>m</media:description><description>d</description></item>",
    "podcast": "<item><itunes:author>a</itunes:author><itunes:summary>s</itunes:summary><description>d</description></item>",
    "title of Dublin Core": "<item><dc:title>a</dc:title><title>b</title></item>",
    "source with parts": "<item><title>t</title><source><title>s</title><id>i</id><link href='/s'/></source></item>",
    "source alone": "<item><source><title>s</title><id>i</id></source></item>",
    "image": "<item><title>t</title><image><title>i</title><url>/u</url><link>/l</link></image></item>",
    "author with parts": "<item><author><name>n</name><uri>/u</uri><email>e@h.nl</email></author><title>t</title></item>",
    "title in something else": "<item><x:y><title>a</title></x:y><title>b</title></item>",
    "something that is read": "<item><published_parsed a='b'/><title>t</title></item>",
    "something of the links": "<item><links a='b'/><link>/a</link></item>",
    "something of the tags": "<item><tags a='b'/><category>c</category><title>t</title></item>",
    "date without a namespace": "<item><date>2026-11-23</date></item>",
    "dates": "<item><dc:date>2026-11-23</dc:date><pubDate>gisteren</pubDate><dcterms:created>2026</dcterms:created></item>",
    "date in Dutch": "<item><pubDate>ma 23 nov. 2026 07:00 CET</pubDate></item>",
    "two dates": "<item><pubDate>2026-11-23</pubDate><pubDate>2026-11-22</pubDate></item>",
    "updated only": "<item><atom:updated>2026-11-23T07:00:00Z</atom:updated></item>",
    "point": "<item><georss:point>52.1 5.1</georss:point><title>t</title></item>",
    "point that fails": "<item><title>t</title><gml:pos>1</gml:pos></item>",
    "about": "<item rdf:about='a'><title>t</title></item>",
    "about and guid": "<item rdf:about='a'><guid>g</guid></item>",
    "base": "<item xml:base='https://n.nl/'><link>a</link></item>",
    "base of a link": "<item><link xml:base='https://n.nl/'>a</link></item>",
    "address of the item": "<item href='https://n.nl/'><title>t</title></item>",
    "namespace of its own": "<item><x:title xmlns:x='http://search.yahoo.com/mrss/'>m</x:title><title>t</title></item>",
    "namespace that is known": "<item><dc:creator xmlns:dc='http://purl.org/dc/elements/1.1/'>a</dc:creator><title>t</title></item>",
    "namespace that misleads": "<item><dc:title xmlns:dc='urn:none'>a</dc:title></item>",
    "namespace of the item": "<item xmlns='http://purl.org/rss/1.0/'><title>t</title></item>",
    "default namespace": "<item><title xmlns='urn:q'>t</title></item>",
    "type of a title": "<item><title type='xhtml'>t</title></item>",
    "mode of a title": "<item><title mode='base64'>dA==</title></item>",
    "mistaken for Latin-1": "<item><title>caf\u00c3\u00a9</title><guid>caf\u00c3\u00a9</guid></item>",
    "characters of Windows": "<item><title>&#128; 5 \u0093a\u0094</title></item>",
    "CDATA": "<item><title><![CDATA[a]]> &amp; <![CDATA[<b>]]></title></item>",
    "comment within": "<item><title>a<!-- c -->b<?p i?></title></item>",
    "entity of HTML": "<item><title>a&nbsp;b &eacute;</title></item>",
    "bare ampersand": "<item><title>a & b</title><link>https://h.nl/?a&b</link></item>",
    "bare less than": "<item><title>a < b</title></item>",
    "impossible character": "<item><title>a&#99999999999;b</title></item>",
    "half a pair": "<item><title>a&#xD800;b&#0;</title></item>",
    "wrong nesting": "<item><title><b>a</title></b></item>",
    "never closed": "<item><title>a</item>",
    "unknown prefix": "<item><q:title>a</q:title><title>b</title></item>",
    "same attribute twice": "<item><a b='1' b='2'/><title>t</title></item>",
    "too deep": f"<item><title>{'<b>' * 300}a</title></item>",
}
CRAFTED = {
    **{name: _amid(item) for name, item in ITEMS.items()},
    "base of the document": rss(PLAIN + LAST, " xml:base='https://n.nl/pad/'"),
    "prefix that misleads": rss(PLAIN + "<item><dc:title>a</dc:title></item>").replace(DUBLIN, "urn:dc"),
    "known prefix for another": rss(PLAIN + "<item><dc:title>a</dc:title></item>").replace(DUBLIN, "http://search.yahoo.com/mrss/"),
    "crossed prefixes": rss(PLAIN + "<item><d:title xmlns:d='urn:none'>a</d:title><q:title>b</q:title></item>").replace(
        f"xmlns:dc='{DUBLIN}'", f"xmlns:q='{DUBLIN}' xmlns:dc='http://search.yahoo.com/mrss/'"
    ),
    "crossed prefixes of content": rss(PLAIN + "<item><q:encoded>b</q:encoded></item>" + LAST)
    .replace("xmlns:content=", "xmlns:q=")
    .replace("xmlns:dc=", "xmlns:content="),
    "unknown prefix at the root": rss(PLAIN + LAST, before="<q:a/>"),
    "unknown prefix before a source that never ends": rss(PLAIN + "<item><source>a</item>" + LAST + PLAIN, before="<q:a/>"),
    "entity at the root": rss(PLAIN + LAST, before="<copyright>&copy; h</copyright>"),
    "declared entity": "<!DOCTYPE rss [<!ENTITY naam 'De Meeuw'>]>"
    + rss(PLAIN + "<item><title>&naam;</title></item>" + LAST).partition("?>")[2],
    "between items": rss(PLAIN + "<language>nl</language><image><title>i</title></image>" + LAST + "<title>na</title>" + PLAIN),
    "two channels": rss(PLAIN + "</channel><channel xml:base='https://n.nl/'>" + LAST),
    "twice the same": rss(PLAIN + PLAIN + LAST),
    "within one another": rss("<item><title>a</title><item><title>b</title></item><title>c</title></item>" + LAST),
    "within one another, with an impossible character": rss("<item><title>&#99999999999;</title><item/></item>" + LAST),
    "missing end": rss("<item><title>a</title>" + LAST),
    "cut off": rss(PLAIN + LAST + "<item><title>Half</title><description>een ti").removesuffix("</channel></rss>"),
    "cut off in CDATA": rss(PLAIN + "<item><description><![CDATA[<p>a"),
    "capitals": rss(PLAIN + LAST).replace("item>", "ITEM>"),
    "Atom": atom(
        "<entry><id>a</id><title type='html'>&lt;b&gt;t</title><link href='/a'/><summary>s</summary>"
        "<content type='html'>c</content></entry>"
        "<entry><id>b</id><title>t</title><link rel='alternate' type='application/pdf' href='/b'/><content>c</content>"
        "<summary>s</summary></entry>"
        "<entry><id>c</id><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>a <details><summary>b</summary>"
        "</details></div></content></entry>"
        "<entry><id>d</id><source><id>s</id><title>st</title><updated>2026-11-01T00:00:00Z</updated></source><title>t</title></entry>"
        "<entry><id>e</id><content src='/e' type='image/png'/></entry>"
        "<entry><id>f</id><content type='application/x'>Yg==</content></entry>"
    ),
    "Atom with base": atom("<entry xml:base='/pad/'><link href='a'/></entry><entry><link href='a'/></entry>", " xml:base='https://n.nl/'"),
    "Atom with a prefix": "<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:entry><a:id>a</a:id><a:title>t</a:title></a:entry>"
    "<a:entry><a:id>b</a:id></a:entry></a:feed>",
    "Atom of nowhere": atom("<entry><id>a</id><title>t</title></entry><entry><id>b</id></entry>").replace("www.w3", "www.w4"),
    "RDF": f"<rdf:RDF xmlns='http://purl.org/rss/1.0/' {NAMESPACES}><channel><items><rdf:Seq><rdf:li resource='a'/></rdf:Seq>"
    "</items></channel><item rdf:about='a'><title>t</title><dc:date>2026-11-23</dc:date></item>"
    "<item rdf:about='b'><link>/b</link></item></rdf:RDF>",
}  # fmt: skip
"""Documents by what is odd in them; all but a few have a plain item before and after."""

_TEXT = st.text(alphabet="abé&<>\u0093Ã©/: ", max_size=6).map(lambda text: escape(text, quote=False))
_NAMES = st.sampled_from(
    "title link guid description summary content content:encoded pubDate dc:date atom:updated dc:creator author category "
    "source media:title media:description media:group media:thumbnail x:y image comments atom:link atom:id "
    "itunes:summary b div".split()
)
_ATTRIBUTES = st.sampled_from(
    [
        "",
        "",
        "",
        " type='html'",
        " href='/a'",
        " isPermaLink='false'",
        " rel='self' href='b'",
        " xml:lang='nl'",
        " url='u'",
        " xml:base='/c/'",
    ]
)
_ELEMENTS: st.SearchStrategy[str] = st.recursive(
    _TEXT | st.sampled_from(["https://h.nl/a", "2026-11-23T07:00:00Z", "<![CDATA[<p>a</p>]]>", "&nbsp;", "<!-- c -->"]),
    lambda inner: st.builds(
        lambda name, attributes, parts: f"<{name}{attributes}>{''.join(parts)}</{name}>",
        _NAMES,
        _ATTRIBUTES,
        st.lists(inner, max_size=2),
    ),
    max_leaves=4,
)
DOCUMENTS = st.lists(
    st.lists(_ELEMENTS, max_size=5).map(lambda parts: f"<item>{''.join(parts)}</item>"), min_size=1, max_size=4
).map(lambda items: rss("".join(items)))
"""Documents of items with feeds' own elements in whatever order and nesting, now and then malformed."""
