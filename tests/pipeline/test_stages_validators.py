"""Asking "has it changed since?": only what a good answer gave is sent, and only where it came from."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from db.open import Store, open_store
from pipeline.core.answers import SourceState
from tests.pipeline.kit import NOW, collected, item, rss, source
from tests.servers import Answer, FeedServer

VALIDATORS = {"Content-Type": "application/rss+xml", "ETag": '"7b"', "Last-Modified": "Mon, 16 Nov 2026 07:00:00 GMT"}
GOOD = Answer(200, rss([item(1)]), VALIDATORS)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    opened = open_store(f"sqlite:///{tmp_path / 'windwijzer.db'}")
    yield opened
    opened.close()


def run(store: Store, server: FeedServer, answer: Answer, path: str = "/a", days: int = 0) -> tuple[SourceState, str]:
    """One collecting run of one source: its state, and the If-None-Match that its server got."""
    server.answers[path] = answer
    found = collected(store, [source("a", server.url(path))], NOW + timedelta(days=days))
    return found.sources[0].state, server.asked[path][-1].get("if-none-match", "")


def test_validators_of_a_good_answer_are_sent_next_time(store: Store, feed_server: FeedServer) -> None:
    """Both validators go out with the next question, and the first question has none."""
    assert run(store, feed_server, GOOD) == (SourceState.FETCHED, "")
    assert run(store, feed_server, Answer(304, b"")) == (SourceState.NOT_MODIFIED, '"7b"')
    assert feed_server.asked["/a"][-1]["if-modified-since"] == "Mon, 16 Nov 2026 07:00:00 GMT"


def test_not_modified_keeps_them(store: Store, feed_server: FeedServer) -> None:
    """After 304 the same validators are good for another time."""
    run(store, feed_server, GOOD)
    run(store, feed_server, Answer(304, b""))
    assert run(store, feed_server, Answer(304, b""), days=1) == (SourceState.NOT_MODIFIED, '"7b"')
    assert store.standings.all()["a"].heard == NOW + timedelta(days=1)


def test_unchanged_body_brings_new_ones(store: Store, feed_server: FeedServer) -> None:
    """A server that sends the same bytes under a new ETag is asked with the new one."""
    run(store, feed_server, GOOD)
    assert run(store, feed_server, Answer(200, GOOD.body, {"ETag": '"8c"'})) == (SourceState.UNCHANGED, '"7b"')
    assert run(store, feed_server, Answer(304, b"")) == (SourceState.NOT_MODIFIED, '"8c"')


@pytest.mark.parametrize(
    ("trouble", "state"),
    [
        (Answer(500, b"", {"ETag": '"bad"'}), SourceState.HTTP_ERROR),
        (Answer(200, b"<html><p>Onderhoud</p></html>", {"ETag": '"bad"'}), SourceState.HTML),
        (Answer(200, rss([]), {"ETag": '"bad"'}), SourceState.EMPTY),
        (Answer(200, b"", {"ETag": '"bad"'}), SourceState.EMPTY),
        (Answer(200, b"geen feed", {"ETag": '"bad"'}), SourceState.NOT_A_FEED),
    ],
    ids=lambda value: value.value if isinstance(value, SourceState) else "",
)
def test_nothing_is_sent_after_trouble(store: Store, feed_server: FeedServer, trouble: Answer, state: SourceState) -> None:
    """ "Not modified" cannot heal a failure: the question after one is unconditional; the body itself, sent again, does."""
    run(store, feed_server, GOOD)
    assert run(store, feed_server, trouble) == (state, '"7b"')
    assert store.standings.all()["a"].validators.etag == '"7b"'
    assert run(store, feed_server, GOOD) == (SourceState.UNCHANGED, "")
    assert "if-modified-since" not in feed_server.asked["/a"][-1]


def test_feed_that_is_trouble_from_the_start_keeps_no_validators(store: Store, feed_server: FeedServer) -> None:
    """A consent page may not say "not modified" next time."""
    run(store, feed_server, Answer(200, b"<html><p>Akkoord?</p></html>", {"ETag": '"bad"'}))
    assert store.standings.all()["a"].validators.etag == ""


def test_nothing_is_sent_to_another_address(store: Store, feed_server: FeedServer) -> None:
    """Validators belong to the address that gave them: a source that moved is asked afresh, and so once it moves back."""
    run(store, feed_server, GOOD)
    moved = Answer(200, GOOD.body, {"ETag": '"moved"'})
    assert run(store, feed_server, moved, "/elders") == (SourceState.FETCHED, "")
    assert run(store, feed_server, Answer(304, b""), "/elders") == (SourceState.NOT_MODIFIED, '"moved"')
    assert run(store, feed_server, GOOD) == (SourceState.FETCHED, "")
