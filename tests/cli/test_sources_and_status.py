"""sources check and list, status, db upgrade, demo, train."""

import time
from pathlib import Path

import pytest

from pipeline.demo.journey import Shown
from tests.cli.home import Home, command
from tests.servers import Answer


def test_the_shipped_sources_are_sound() -> None:
    """sources.yaml has 120 entries, none with a problem, and no aggregator is enabled."""
    ended = command("sources", "check", "--json")
    assert (ended.code, ended.json["sources"], ended.json["problems"]) == (0, 120, [])


def test_complaints_name_entry_field_and_line(home: Home) -> None:
    """A wrong file ends with exit code 2 and a complaint per mistake."""
    path = home.folder / "wrong.yaml"
    path.write_text("- id: a\n  name: A\n  url: ftp://a.example/\n  kind: krant\n  lang: nl\n", encoding="utf-8")
    ended = command("--sources", str(path), "sources", "check")
    assert ended.code == 2
    assert "line 3, entry 1 (a), field url: must begin with https://" in ended.out
    assert "line 4, entry 1 (a), field kind: 'krant' is not a kind" in ended.out
    run = command("--sources", str(path), "--home", str(home.folder), "collect")
    assert (run.code, "has 2 problem(s)" in run.err) == (2, True)


def test_a_probe_tells_the_state_of_each_source(home: Home) -> None:
    """--probe fetches each enabled source once, says state, items and newest date, and stores nothing."""
    home.add("weg", answer=Answer(410))
    home.add("pagina", answer=Answer(body=b"<!doctype html><title>Toestemming</title>", headers={"Content-Type": "text/html"}))
    home.add("uit", answer=Answer(500), enabled=False)
    ended = home.command("sources", "check", "--probe", "--json")
    assert ended.code == 1
    probes = {p["id"]: p for p in ended.json["probes"]}
    assert {i: p["state"] for i, p in probes.items()} == {
        "dagblad": "fetched",
        "omroep": "fetched",
        "weg": "gone",
        "pagina": "html",
    }
    assert (probes["dagblad"]["items"], probes["dagblad"]["newest"]) == (3, "2026-11-23T05:30:00+00:00")
    assert not (home.folder / "windwijzer.db").exists()
    assert "3 of" not in home.command("sources", "check", "--probe").out


def test_the_list_shows_how_each_source_stands(home: Home) -> None:
    """Before the first run nothing was asked; after it each source is well, or can be listed as ill."""
    assert {s["health"] for s in home.command("sources", "list", "--json").json} == {"new"}
    home.add("stuk", answer=Answer(404))
    home.command("collect")
    found = {s["id"]: s for s in home.command("sources", "list", "--json").json}
    assert {s["health"] for name, s in found.items() if name != "stuk"} == {"ok"}
    assert all(s["heard"] for name, s in found.items() if name != "stuk")
    assert (found["stuk"]["health"], found["stuk"]["heard"]) == ("failing", None)
    ill = home.command("sources", "list", "--ill").out
    assert ("stuk" in ill, "dagblad" in ill, "1 of them to look at" in ill) == (True, False, True)


def test_status_says_what_is_due_and_what_fails(home: Home) -> None:
    """Due before the run, nothing after it; a failing source with its message."""
    assert home.command("status", "--json").json["due"] == ["2026-W47"]
    home.add("stuk", answer=Answer(503))
    home.command("run")
    found = home.command("status", "--json").json
    assert (found["due"], found["last_week"]) == ([], "2026-W47")
    assert [(s["id"], s["health"]) for s in found["sources"]["ill"]] == [("stuk", "failing")]
    assert {r["kind"] for r in found["runs"]} == {"collect", "classify", "digest", "deliver"}
    said = home.command("status").out
    assert "stuk: failing (HTTP 503 Service Unavailable); never heard; open its address in a browser" in said


def test_lists_for_people(home: Home) -> None:
    """Without --json, signals and stories come as tables."""
    home.command("run")
    assert "4 signals" in home.command("signals", "list").out
    stories = home.command("stories", "list").out
    assert ("3 stories" in stories, "robotisering" in stories) == (True, True)


def test_the_database_can_be_upgraded_at_any_time(home: Home) -> None:
    """From nothing to the newest schema, and again without harm."""
    assert home.command("db", "upgrade", "--json").json["before"] is None
    assert "already at schema" in home.command("db", "upgrade").out
    assert home.command("collect").code == 0


def test_a_wrong_setting_is_named(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable, what is wrong with it, and no secret."""
    monkeypatch.setenv("WINDWIJZER_ZONE", "Amsterdam")
    monkeypatch.setenv("WINDWIJZER_SMTP_PASSWORD", "hush")
    ended = home.command("status")
    assert ended.code == 2
    assert "WINDWIJZER_ZONE: 'Amsterdam' is not a time zone" in ended.err
    assert "hush" not in ended.err


def test_a_misspelt_setting_is_told(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that no setting has is not passed over in silence."""
    monkeypatch.setenv("WINDWIJZER_RECIPIENT", "a@b.example")
    ended = home.command("status")
    assert ended.code == 0
    assert "did you mean WINDWIJZER_RECIPIENTS?" in ended.err


def test_the_demo_leaves_a_digest(demo: Shown) -> None:
    """Twelve weeks, more than 25 sources of every kind, more than 500 signals, a broken feed, and three files."""
    assert (demo.weeks, demo.sources >= 25, demo.signals >= 500) == (12, True, True)
    assert [ledger.source for ledger in demo.last.failed] == ["stadsblad"]
    assert sorted(path.name for path in demo.outbox.iterdir()) == ["2026-W47-1.eml", "2026-W47-1.html", "2026-W47-1.txt"]


def test_the_demo_does_not_empty_a_strange_folder(tmp_path: Path) -> None:
    """A folder that holds something else is left alone."""
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    ended = command("--home", str(tmp_path), "demo")
    assert (ended.code, "something else" in ended.err) == (2, True)
    assert (tmp_path / "thesis.txt").exists()


def test_a_slow_source_does_not_hold_up_the_probe(home: Home) -> None:
    """The quick ones are there long before the slow one answers, and all are told."""
    home.add("traag", answer=Answer(act=lambda _: time.sleep(1)))
    began = time.monotonic()
    found = home.command("sources", "check", "--probe", "--json").json["probes"]
    assert len(found) == 3
    assert time.monotonic() - began < 10
