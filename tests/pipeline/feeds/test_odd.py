"""Hostile and odd documents through parse, distil and identity: each gives what stands beside it in tests/odd."""

import time
import unicodedata
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

from pipeline.core.model import Entry, Identity, Item, Signal
from pipeline.core.weeks import Week
from pipeline.feeds.parse import Parsed, parse
from pipeline.news.distil import distil
from pipeline.news.identity import item, resolve
from tests.odd.cases import FOLDER, SEEN, SOURCE, Case, cases

EVERY = pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.group}/{case.name}")
_FIELDS = {"title", "link", "guid", "published", "text", "week", "dropped"}
_SAYS = {"about", "state", "message", "broken", "cut", "entries", "count", "items", "rule", "content_type", "recipe", "note"}


@cache
def first(case: Case) -> Parsed:
    """A document read for the first time, once."""
    return case.read()


def told(entry: Entry) -> dict[str, Any]:
    """An entry as a reader gets it, in the form of the expectations."""
    found = distil(entry, SOURCE, seen=SEEN)
    if isinstance(found, str):
        return {"dropped": found}
    moment = found.published.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0") if found.published else None
    if found.week != Week.of(min(found.moment, SEEN)):
        return {"week": f"{found.week} does not hold {found.moment}"}
    parts = {"title": found.title, "link": found.url, "guid": entry.guid.strip(), "published": moment}
    return parts | {"week": found.week_reason.value, "text": found.text}


def wanted(given: dict[str, Any], text: str) -> dict[str, Any]:
    """What is expected of one entry, with what it leaves out; a piece of the *text* found stands for all of it."""
    assert given.keys() <= _FIELDS
    if "dropped" in given:
        return given
    usual = {"link": "", "guid": "", "published": None, "week": "published" if given.get("published") else "undated"}
    piece = given.get("text", "")
    return usual | given | {"text": text if piece and piece in text else piece}


def items(entries: tuple[Entry, ...]) -> list[Item]:
    """The items in these entries that say something."""
    found = [(entry, distil(entry, SOURCE, seen=SEEN)) for entry in entries]
    return [item(entry, signal) for entry, signal in found if isinstance(signal, Signal)]


@EVERY
def test_as_expected(case: Case) -> None:
    """A document gives the state, the words, the entries and the losses that stand beside it."""
    found = first(case)
    assert case.wanted.keys() <= _SAYS
    assert found.state.value == case.wanted.get("state", "fetched")
    message = case.wanted.get("message", [])
    assert all(words in found.message for words in message), found.message
    assert bool(message) == bool(found.message), found.message
    assert (found.broken, found.cut) == (case.wanted.get("broken", 0), case.wanted.get("cut", 0))
    listed = case.wanted.get("entries", [])
    assert len(found.entries) == case.wanted.get("count", len(listed))
    got = [told(entry) for entry in found.entries[: len(listed)]]
    assert got == [wanted(given, text.get("text", "")) for given, text in zip(listed, got, strict=True)]


@EVERY
def test_safe_for_a_page(case: Case) -> None:
    """Whatever a document holds, its signals are plain: one line, no controls, links of http or https, a week not to come."""
    for each in items(first(case).entries):
        signal = each.signal
        for text in (signal.title, signal.text):
            assert text == " ".join(text.split())
            assert not [c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Cn"} and c != "\u200d"]
        assert not signal.url or signal.url.startswith(("http://", "https://"))
        assert signal.week <= Week.of(SEEN)


@EVERY
def test_identity(case: Case) -> None:
    """As many items remain as there are different ones, under the rule expected; in the other order the same ones."""
    found = first(case)
    each = items(found.entries)
    resolved = resolve(each, (), Identity.LINK_AND_GUID, len(found.entries) + found.cut + found.broken)
    assert len(resolved.items) == case.wanted.get("items", len(each))
    assert resolved.rule.value == case.wanted.get("rule", "link+guid")
    backwards = resolve(each[::-1], (), Identity.LINK_AND_GUID, len(found.entries) + found.cut + found.broken)
    assert {one.signal.id for one in backwards.items} == {one.signal.id for one in resolved.items}


@EVERY
def test_nothing_new(case: Case) -> None:
    """When all its blocks are known nothing is parsed again, and all is accounted for."""
    whole = first(case)
    again = case.read(frozenset(whole.blocks))
    if not whole.blocks:
        assert again == whole
        return
    assert (again.entries, again.skipped, again.cut) == ((), len(whole.entries), whole.cut)
    assert (again.state, again.broken, again.message) == (whole.state, whole.broken, whole.message)
    assert sorted(again.kept) == sorted(whole.blocks)


@EVERY
def test_in_halves(case: Case) -> None:
    """What an item gives does not depend on which others are known."""
    whole = first(case)
    if len(set(whole.blocks)) < 2:
        return
    hashes = dict(zip(whole.blocks, whole.entries, strict=True))
    middle = sorted(hashes)[len(hashes) // 2]
    for known in ({each for each in hashes if each < middle}, {each for each in hashes if each >= middle}):
        part = case.read(frozenset(known))
        assert part.entries == tuple(
            entry for each, entry in zip(whole.blocks, whole.entries, strict=True) if each not in known
        )
        assert len(part.entries) + part.skipped == len(whole.entries)


@pytest.mark.parametrize("case", [case for case in cases() if case.group == "hostile"], ids=lambda case: case.name)
def test_in_time(case: Case) -> None:
    """No hostile document takes five seconds of the processor."""
    body = case.body
    started = time.process_time()
    parse(body, source=SOURCE.id, url=str(SOURCE.url))
    assert time.process_time() - started < 5


def test_enough_of_everything() -> None:
    """There are at least 150 documents in twelve groups, and every file of them is expected to be something."""
    assert len(cases()) >= 150
    assert len({case.group for case in cases()}) == 12
    found = [path for path in FOLDER.glob("*/*") if path.parent.name != "__pycache__"]
    files = {(path.parent.name, path.name) for path in found if path.name != "expected.yaml"}
    assert files == {(case.group, case.name) for case in cases() if "recipe" not in case.wanted}
    assert all(case.wanted["about"] for case in cases())


def test_the_moment_is_that_of_a_monday() -> None:
    """The documents are read at a fixed moment, in week 48."""
    assert datetime(2026, 11, 23, 6, 0, tzinfo=UTC) == SEEN
    assert str(Week.of(SEEN)) == "2026-W48"
