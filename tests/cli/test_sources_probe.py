"""sources check --probe over many sources."""

from pathlib import Path

import pytest

from pipeline.cli.sources_check import _TITLES
from tests.cli.home import MONDAY, Printed, command, rss
from tests.servers import Answer, FeedServer

ITEMS = tuple((f"Kop {n}", "x", f"{n + 10} Nov 2026 09:00:00 +0100") for n in range(7))


def check(path: Path, *arguments: str) -> Printed:
    """Runs the check of a sources file."""
    return command("--now", MONDAY, "--sources", str(path), "sources", "check", *arguments)


def test_the_probe_of_two_hundred(tmp_path: Path, feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row each, sorted, with totals per state; --failing shows the others only, --only also one that is disabled."""
    monkeypatch.setenv("WINDWIJZER_ALLOW_NETWORKS", "127.0.0.0/8")
    path = tmp_path / "sources.yaml"
    good = Answer(body=rss(*ITEMS, ("Zonder datum", "x", ""), site="De Meeuw"))
    entries = []
    for number in range(200):
        broken = number % 10 == 0
        feed_server.answers[f"/s{number:03}"] = Answer(410) if broken else good
        url = feed_server.url(f"/s{number:03}")
        entries.append(f"- {{id: s{number:03}, name: S, publisher: P, url: '{url}', kind: nieuws, lang: nl}}\n")
    entries[199] = entries[199].replace("lang", "enabled: false, lang")
    hand = "- {id: tafel, name: Tafel, kind: werksessie, lang: nl}\n"
    path.write_text("".join(reversed(entries)) + hand, encoding="utf-8")
    ended = check(path, "--probe")
    rows = [line.split() for line in ended.out.splitlines() if line.strip().startswith("s") and line.split()[0][1:].isdigit()]
    assert [row[0] for row in rows] == [f"s{number:03}" for number in range(199)]
    assert rows[1][1:6] == ["fetched", "8", "1", "2026-11-16", "08:00"]
    assert all(title.split()[0] in ended.out for title in _TITLES)
    assert ended.out.splitlines()[-1] == "179 of 199 sources heard: 179 fetched, 20 gone"
    assert ended.code == 1
    failing = check(path, "--failing", "--json").json
    assert [one["id"] for one in failing["probes"]] == [f"s{number:03}" for number in range(0, 200, 10)]
    assert failing["states"] == {"fetched": 179, "gone": 20}
    only = check(path, "--only", "s199", "--only", "s007", "--json")
    assert (only.code, [one["id"] for one in only.json["probes"]]) == (0, ["s007", "s199"])
    for ident, complaint in (("s1", "has no entry 's1'"), ("tafel", "it has no address to probe")):
        wrong = check(path, "--only", ident)
        assert (wrong.code, complaint in wrong.err) == (2, True)
