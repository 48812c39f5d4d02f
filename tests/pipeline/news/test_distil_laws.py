"""Laws of addresses, dates and identity: they hold for whatever a feed may write."""

import time
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from random import Random
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from feedparser.datetimes import iso8601
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.core.model import Entry, WeekReason
from pipeline.core.weeks import HOUSE_ZONE, Week
from pipeline.feeds.dates import read
from pipeline.news.distil import FIRST_SANE, FUTURE_TOLERANCE, canonical, fingerprint, week_of

LAW = settings(deadline=None, max_examples=200, derandomize=True)
LABELS = st.sampled_from(["wind", "wad", "www", "a1", "één", "straße", "ветер", "海", "xn--n-wad-9ra", "b-c"])
HOSTS = st.lists(LABELS, min_size=1, max_size=3).map(lambda labels: ".".join([*labels, "nl"]))
PATHS = st.lists(
    st.sampled_from(["nieuws", "2026", "Brug-Open", "é", "%C3%A9", "..", "", "a;b", "@jan", "a:b"]), max_size=4
).map(lambda parts: "/" + "/".join(parts))
PARAMETERS = st.sampled_from(["id=7", "p=1&p=2", "q=a%26b", "leeg=", "vlag", "ref=x", "a=b=c", "u=https://wind.nl/", "[]=1"])
TRACKERS = st.sampled_from(["utm_source=rss", "UTM_Medium=x", "fbclid=1", "gclid", "at_medium=x", "utm%5Fterm=y", "_ga=1.2"])
FORBIDDEN = st.sampled_from(' \t\n\r\0\x1b\x7f\u00a0\u200b\u202e\u2028\ufeff\ud800\\<>"')
MOMENTS = st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2199, 12, 30), timezones=st.just(UTC))
OFFSETS = st.integers(-14 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))
EDGES = st.sampled_from(
    [datetime(2025, 12, 29, tzinfo=UTC), datetime(2027, 1, 4, tzinfo=UTC), datetime(2026, 3, 29, tzinfo=UTC),
     datetime(2026, 10, 25, tzinfo=UTC), datetime(2020, 12, 31, tzinfo=UTC), datetime(2024, 2, 29, tzinfo=UTC)]
)  # fmt: skip
HOURS = st.integers(-14 * 24 * 4, 14 * 24 * 4).map(lambda quarters: timedelta(minutes=15 * quarters))


def entry(link: str, guid: str = "", source: str = "wind") -> Entry:
    """An entry of which only address and guid matter."""
    return Entry(source, guid, "Brug open", link, "", None)


def identity(link: str) -> str:
    """The identity that an address gives."""
    assert canonical(link)
    return fingerprint(entry(link), canonical(link), "Brug open")


@given(HOSTS, PATHS, st.lists(PARAMETERS, max_size=3))
@LAW
def test_host_and_path_keep_their_meaning(host: str, path: str, parameters: list[str]) -> None:
    """An address keeps its host, in the form that the network knows, and path and parameters letter for letter, in order."""
    found = urlsplit(canonical(f"https://{host}{path}{'?' * bool(parameters)}{'&'.join(parameters)}"))
    assert found.scheme == "https"
    assert found.netloc.isascii()
    assert canonical(f"https://{found.netloc}/") == canonical(f"https://{host}/")
    assert (found.path, found.query) == (path, "&".join(parameters))


@given(HOSTS, PATHS, st.lists(PARAMETERS, max_size=2), st.lists(TRACKERS, max_size=3), st.randoms(use_true_random=False))
@LAW
def test_what_leads_to_the_same_page_is_one_address(
    host: str, path: str, parameters: list[str], trackers: list[str], chance: Random
) -> None:
    """Case of scheme and host, default port, trackers, fragment and blanks around make no difference."""
    plain = f"https://{host}{path}{'?' * bool(parameters)}{'&'.join(parameters)}"
    query = list(parameters)
    for tracker in trackers:
        query.insert(chance.randint(0, len(query)), tracker)
    loud = f" HTTPS://{host.replace('ß', 'ẞ').upper()}:443{path}?{'&'.join(query)}#{chance.choice(['', 'kop', 'a/b'])}\n"
    assert canonical(loud) == canonical(plain)
    assert canonical(canonical(plain)) == canonical(plain)
    assert identity(loud) == identity(plain)


@given(HOSTS, PATHS, st.lists(PARAMETERS, max_size=2))
@LAW
def test_twins_are_one_item(host: str, path: str, parameters: list[str]) -> None:
    """With http or https, www or not, a last slash, letters or the network's form of a host: one item."""
    while host.startswith("www."):
        host = host.removeprefix("www.")
    rest = f"{'?' * bool(parameters)}{'&'.join(parameters)}"
    network = urlsplit(canonical(f"https://{host}/")).netloc
    forms = [
        f"http://{host}{path}",
        f"https://www.{host}{path}",
        f"https://{host}{path.rstrip('/')}/",
        f"http://{network}{path}",
    ]
    assert len({identity(form + rest) for form in forms}) == 1


@given(st.lists(st.tuples(HOSTS, PATHS, PARAMETERS), min_size=2, max_size=2, unique=True))
@LAW
def test_other_pages_are_other_items(two: list[tuple[str, str, str]]) -> None:
    """Another host, path or parameter is another item."""
    (host, path, parameter), (other, there, what) = two
    same = (
        canonical(f"https://{host}/").replace("//www.", "//") == canonical(f"https://{other}/").replace("//www.", "//")
        and (path.rstrip("/"), parameter) == (there.rstrip("/"), what)
    )  # fmt: skip
    assert (identity(f"https://{host}{path}?{parameter}") == identity(f"https://{other}{there}?{what}")) == same


@given(HOSTS, PATHS, FORBIDDEN, st.integers(0, 80))
@LAW
def test_nothing_unprintable_within(host: str, path: str, sign: str, place: int) -> None:
    """A blank, control, backslash, quotation mark or bracket anywhere within makes it no address."""
    link = f"https://{host}{path}?a=b"
    place = 1 + place % (len(link) - 1)
    assert canonical(link[:place] + sign + link[place:]) == ""


@given(
    st.sampled_from(
        ["javascript", "data", "vbscript", "file", "ftp", "mailto", "blob", "ws", "httpss", "xhttp", "view-source:https"]
    ),
    st.sampled_from([":", "://", ":/", ":\\\\", ":https://"]),
    HOSTS,
    st.booleans(),
)
@LAW
def test_only_http(scheme: str, marks: str, host: str, upper: bool) -> None:  # noqa: FBT001 hypothesis gives it by place
    """No other scheme than http and https is an address, however it is written."""
    assert canonical(f"{scheme.upper() if upper else scheme}{marks}{host}/alert(1)") == ""


@given(st.text(max_size=8), st.none() | st.text(max_size=8), HOSTS)
@LAW
def test_nobody_logs_in(name: str, password: str | None, host: str) -> None:
    """An address with a user in it is none."""
    user = name if password is None else f"{name}:{password}"
    if not set("/?#") & set(user):
        assert canonical(f"https://{user}@{host}/") == ""


@given(st.text(max_size=40))
@example("é" * 300)
@example("xn--" + "é" * 60)
@example("\u0130.nl")
@example("é\uff0f.nl")
@LAW
def test_any_host(host: str) -> None:
    """Whatever stands where a host should be, it never raises, and what comes out is ASCII with a path."""
    found = canonical(f"https://{host}/a")
    assert found == "" or urlsplit(found).netloc.isascii()
    assert canonical(found) == found


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
@LAW
def test_identity_of_what_has_no_address(guid: str, words: str, other: str) -> None:
    """Without an address the guid counts, without one the words, and both hold within their source alone."""
    found = fingerprint(entry("", guid), "", words)
    assert len(found) == 24
    assert found != fingerprint(entry("", guid, "elders"), "", words)
    if guid.strip():
        assert found == fingerprint(entry("", f" {guid}\n"), "", other)
    else:
        assert (found == fingerprint(entry("", guid), "", other)) == (words.casefold() == other.casefold())


@given(EDGES, HOURS, OFFSETS, st.none() | st.integers(-3, 3))
@LAW
def test_one_week_around_the_edges(edge: datetime, hours: timedelta, offset: timezone, closed: int | None) -> None:
    """Around year ends and changes of the clock a signal is in the week of our calendar, whatever zone tells its date."""
    published, seen = edge + hours, edge + timedelta(days=15)
    through = None if closed is None else Week.of(edge) + closed
    week, reason = week_of(published, seen, through)
    assert (week, reason) == week_of(published.astimezone(offset), seen.astimezone(offset), through)
    if reason is WeekReason.PUBLISHED:
        assert week.start() <= published < week.end()
        assert published.astimezone(HOUSE_ZONE).date() in week.days()
        assert through is None or week > through or week == Week.of(seen)
    else:
        assert reason is WeekReason.LATE
        assert through is not None
        assert Week.of(published) <= through
        assert week == Week.of(seen)


@given(st.lists(MOMENTS, min_size=2, max_size=2), MOMENTS)
@LAW
def test_later_news_is_never_in_an_earlier_week(moments: list[datetime], seen: datetime) -> None:
    """Of two dates that are believed, the later one is in the same week or a later one."""
    before, after = sorted(moments)
    believed = [week_of(each, seen, None) for each in (before, after) if FIRST_SANE <= each <= seen + FUTURE_TOLERANCE]
    assert [reason for _, reason in believed] == [WeekReason.PUBLISHED] * len(believed)
    assert believed == sorted(believed)


@given(MOMENTS, OFFSETS, st.sampled_from(["mail", "iso", "space", "basic", "zulu", "day"]))
@LAW
def test_a_date_means_its_moment(moment: datetime, offset: timezone, form: str) -> None:
    """A date in a form of the standards means the moment that was written, in whatever zone."""
    moment = moment.replace(microsecond=0)
    local = moment.astimezone(offset)
    written = {
        "mail": format_datetime(local),
        "iso": local.isoformat(),
        "space": f"{local:%Y-%m-%d %H:%M:%S %z}",
        "basic": f"{local:%Y%m%dT%H%M%S%z}",
        "zulu": f"{moment:%Y-%m-%dT%H:%M:%SZ}",
        "day": f"{moment:%d-%m-%Y}",
    }[form]
    assert read(written) == (moment.replace(hour=0, minute=0, second=0) if form == "day" else moment)


@given(st.text(alphabet="0123456789-:./ +TZWnov", max_size=24))
@example("10:00")
@example("--11-19")
@example("-11")
@LAW
def test_a_date_does_not_depend_on_today(written: str) -> None:
    """What a feed wrote means the same tomorrow: nothing is filled up with the day on which it is read."""
    found = read(written)
    with pytest.MonkeyPatch.context() as patch:
        other = SimpleNamespace(gmtime=lambda: time.gmtime(4_000_000_000), localtime=time.localtime, mktime=time.mktime)
        patch.setattr(iso8601, "time", other)
        assert read(written) == found
