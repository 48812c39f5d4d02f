"""Feeds as the world sends them: what broke or bent a parser once, and plain good ones."""

import unicodedata
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pipeline.core.answers import SourceState
from pipeline.core.model import Signal, Source
from pipeline.core.weeks import Week
from pipeline.feeds.parse import Parsed, parse
from pipeline.news.distil import MAX_TEXT, MAX_TITLE, distil

SEEN = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
SOURCE = Source("meeuw", "De Meeuw", "https://meeuw.example/feed", "nieuws", "nl", "Meeuw")


@pytest.fixture(scope="module")
def feeds(shared: Path) -> dict[str, Parsed]:
    """Every real feed, parsed."""
    files = sorted(path for path in (shared / "feeds" / "real").iterdir() if path.is_file())
    assert len(files) > 100
    return {path.name: parse(path.read_bytes(), source="meeuw", url="https://meeuw.example/feed") for path in files}


@pytest.fixture(scope="module")
def signals(feeds: dict[str, Parsed]) -> dict[str, list[Signal | str]]:
    """Every entry of every real feed, distilled."""
    return {name: [distil(entry, SOURCE, seen=SEEN) for entry in found.entries] for name, found in feeds.items()}


def test_with_entries_or_a_reason(feeds: dict[str, Parsed]) -> None:
    """Each feed has entries, or a state and a message that say why it has none."""
    for name, found in feeds.items():
        if found.entries:
            assert (found.state, found.message) == (SourceState.FETCHED, ""), name
        else:
            assert found.state in {SourceState.EMPTY, SourceState.HTML, SourceState.NOT_A_FEED, SourceState.UNPARSABLE}, name
            assert found.message, name


def test_empty_feeds_say_that_they_are_empty(feeds: dict[str, Parsed]) -> None:
    """Every real feed is at least known for a feed: those without entries say that they hold no items."""
    without = {(found.state, found.message) for found in feeds.values() if not found.entries}
    assert without == {(SourceState.EMPTY, "the feed holds no items")}


def test_no_item_is_lost(feeds: dict[str, Parsed]) -> None:
    """Feeds of every format are read: each item becomes an entry, and hardly any has no words."""
    assert sum(len(found.entries) for found in feeds.values()) > 2500
    assert sum(found.cut for found in feeds.values()) == 0


def test_hardly_an_entry_without_words(signals: dict[str, list[Signal | str]]) -> None:
    """What is no signal says why, and is rare."""
    reasons = Counter(found for each in signals.values() for found in each if isinstance(found, str))
    assert set(reasons) <= {"no-text"}
    assert reasons["no-text"] < 10


def test_every_signal_is_plain(signals: dict[str, list[Signal | str]]) -> None:
    """Whatever a feed sends, its signals hold one line of clean text and a link that is http(s) or none."""
    for name, each in signals.items():
        for found in each:
            if isinstance(found, str):
                continue
            for text in (found.title, found.text):
                assert text == " ".join(text.split()), name
                assert not [c for c in text if c != "\u200d" and unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co"}], name
                assert not any(
                    tag in text.lower() for tag in ("<p>", "<div", "<a ", "<br", "</", "<script", "&nbsp;", "&amp;")
                ), name
            assert 0 < len(found.title) <= MAX_TITLE, name
            assert len(found.text) <= MAX_TEXT, name
            assert not found.url or urlsplit(found.url).scheme in {"http", "https"}, name
            assert found.week <= Week.of(SEEN), name


def test_links_are_found(signals: dict[str, list[Signal | str]]) -> None:
    """With the feed's address at hand nearly every signal has a link to read on, also where a feed gives only a path."""
    found = [signal for each in signals.values() for signal in each if isinstance(signal, Signal)]
    assert sum(not signal.url for signal in found) < len(found) / 50


def test_other_items_are_other_signals(feeds: dict[str, Parsed], signals: dict[str, list[Signal | str]]) -> None:
    """Within one feed, two items that the feed tells apart by id and by title are two signals."""
    for name, found in feeds.items():
        told: dict[str, set[tuple[str, str]]] = {}
        for entry, signal in zip(found.entries, signals[name], strict=True):
            if isinstance(signal, Signal):
                told.setdefault(signal.id, set()).add((entry.guid, entry.title))
        assert all(len(items) == 1 for items in told.values()), name
