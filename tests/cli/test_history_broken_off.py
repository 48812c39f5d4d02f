"""A history that is broken off, by a person or by a week that cannot be told, and goes on."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from db.engine import make_engine, writing
from pipeline.core.weeks import span
from tests.cli.home import MONDAY, Home
from tests.cli.weeks import FIRST, LAST, digests, home_of_weeks, news, outcomes, share_server
from tests.servers import FeedServer

MANY = tuple(span(LAST - 19, LAST))


@pytest.fixture
def place(tmp_path: Path, feed_server: FeedServer, models: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home whose feeds still hold twenty weeks."""
    monkeypatch.setenv("WINDWIJZER_ALLOW_NETWORKS", "127.0.0.0/8")
    monkeypatch.chdir(tmp_path)
    home = home_of_weeks(tmp_path, feed_server, models)
    home.add("breed", *(item for number in range(2, 6) for item in news(MANY, number)))
    return home


def test_interrupted_history_is_completed_as_if_it_had_not_been(
    place: Home, tmp_path_factory: pytest.TempPathFactory, models: Path
) -> None:
    """Ctrl-C ends it with 130; the next run keeps what is there, and all editions are those of a run that was left alone."""
    alone = home_of_weeks(tmp_path_factory.mktemp("alone"), place.server, models)
    share_server(place, alone)
    for home in (place, alone):
        home.command("collect")
    wanted = ("run", "--from", str(MANY[0]), "--no-collect")
    assert _interrupted(place, wanted) == (130, "windwijzer: interrupted; what was stored is kept, run again to go on")
    kept = digests(place)
    assert 0 < len(kept) < len(MANY)
    resumed = outcomes(place.command(*wanted, "--json"))
    assert list(resumed.values()) == ["kept"] * len(kept) + ["made"] * (len(MANY) - len(kept))
    alone.command(*wanted)
    assert digests(place) == digests(alone)
    assert digests(place).items() >= kept.items()


def test_week_that_cannot_be_told_does_not_stop_the_others(place: Home) -> None:
    """It is told in its place and in the end, the code is 3, and every other week has its edition."""
    place.command("collect")
    # as soon as week 41 has its edition, nothing of week 43 is there any more
    those = "signals WHERE week = 202643"
    lost = f"DELETE FROM items WHERE signal IN (SELECT id FROM {those}); DELETE FROM {those}"
    engine = make_engine(f"sqlite:///{place.folder / 'windwijzer.db'}")
    with writing(engine) as connection:
        connection.execute(text(f"CREATE TRIGGER lost AFTER INSERT ON editions WHEN NEW.week = 202641 BEGIN {lost}; END"))
    engine.dispose()
    ran = place.command("run", "--from", str(FIRST), "--no-collect")
    assert ran.code == 3
    assert "week 4 of 8, 2026-W43: not made: nothing was collected for 2026-W43" in ran.out
    assert "\n  not made: 2026-W43: nothing was collected for 2026-W43" in ran.out
    assert list(digests(place)) == [str(week) for week in span(FIRST, LAST) if week.number != 43]


def _interrupted(home: Home, arguments: tuple[str, ...]) -> tuple[int, str]:
    """The exit code and last words of a command that hears Ctrl-C when it has told of its first week."""
    before = ["--home", str(home.folder), "--sources", str(home.folder / "sources.json"), "--now", MONDAY]
    with subprocess.Popen(
        [sys.executable, "-c", "from pipeline.cli.main import main; main()", *before, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
        cwd=Path(__file__).parents[2],
    ) as process:
        try:
            assert process.stdout is not None
            assert "edition 1 made" in process.stdout.readline()
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=60)
        finally:
            process.kill()
    return process.returncode, said.strip()
