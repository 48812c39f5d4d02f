"""The JSON that machines read keeps the shapes of docs/formats.md."""

import json
from pathlib import Path

import pytest

from pipeline.core.taxonomy import Taxonomy
from tests.cli.home import Home, command


def test_signals(home: Home) -> None:
    """The command signals list --json gives a signal with its three moments, its week and the reason."""
    home.command("collect")
    found = home.command("signals", "list", "--week", "2026-W47", "--json").json
    assert [list(s) for s in found] == [
        ["id", "source", "url", "title", "text", "lang", "published", "seen", "moment", "week", "week_reason"]
    ] * 4
    assert found[0]["published"] == "2026-11-17T08:00:00+00:00"
    assert found[0]["seen"] == "2026-11-23T06:00:00+00:00"


def test_stories(home: Home) -> None:
    """The command stories list --json gives each story with its publishers, signals and labels."""
    home.command("run")
    found = home.command("stories", "list", "--week", "2026-W47", "--json").json
    assert [list(s) for s in found] == [["id", "week", "title", "publishers", "signals", "trends", "directions"]] * 3
    chatbot = found[0]
    assert (chatbot["publishers"], len(chatbot["signals"])) == (["Dagblad", "Omroep"], 2)
    assert "robotisering" in chatbot["trends"]


def test_digest(home: Home, taxonomy: Taxonomy) -> None:
    """The command digest --format json holds week, edition, counts, trends, and questions with their directions and stories."""
    home.command("run")
    found = home.command("digest", "--week", "2026-W47", "--format", "json").json
    assert {"week", "edition", "counts", "trends", "questions"} <= set(found)
    assert [t["id"] for t in found["trends"]] == [t.id for t in taxonomy.trends]
    assert [q["id"] for q in found["questions"]] == [q.id for q in taxonomy.questions]
    for question in found["questions"]:
        for direction in question["directions"]:
            assert len(direction["stories"]) == direction["mee"] + direction["tegen"] + direction["raakt"]
    counts = found["counts"]
    assert counts["signals"] == 4 == counts["stories"] + counts["doubles"]
    assert home.command("digest", "--week", "2026-W47", "--json").json == found


def test_digest_files(home: Home) -> None:
    """--output writes the same bytes as standard output gets."""
    home.command("run")
    for form in ("html", "text", "json"):
        target = home.folder / f"digest.{form}"
        home.command("digest", "--format", form, "--output", str(target))
        assert target.read_text(encoding="utf-8") == home.command("digest", "--format", form).out


def test_predict(home: Home, taxonomy: Taxonomy) -> None:
    """The command predict answers each line in order with every label; because is empty for no, bearing null for no."""
    file = home.folder / "items.jsonl"
    items = [
        {
            "id": 7,
            "title": "Zorgrobot neemt werk over in verpleeghuis",
            "summary": "Het algoritme beslist wie hulp krijgt.",
            "lang": "nl",
        },
        {"id": "b", "title": "Thuisploeg verliest", "summary": ""},
    ]
    file.write_text("\n".join(json.dumps(item) for item in items) + "\n\n", encoding="utf-8")
    ended = home.command("model", "predict", str(file))
    answers = [json.loads(line) for line in ended.out.splitlines()]
    assert (ended.code, [a["id"] for a in answers]) == (0, [7, "b"])
    for answer in answers:
        assert [v["label"] for v in answer["trends"]] == [t.id for t in taxonomy.trends]
        assert [v["label"] for v in answer["directions"]] == [d.id for d in taxonomy.directions]
        for verdict in answer["trends"]:
            assert list(verdict) == ["label", "probability", "decision", "because"]
        for verdict in answer["directions"]:
            assert list(verdict) == ["label", "probability", "decision", "bearing", "bearing_probability", "because"]
            assert (verdict["bearing"] is None) == (verdict["decision"] == "no")
        for verdict in (*answer["trends"], *answer["directions"]):
            assert 0 <= verdict["probability"] <= 1
            assert bool(verdict["because"]) == (verdict["decision"] != "no")
    robot = next(v for v in answers[0]["trends"] if v["label"] == "robotisering")
    assert robot["decision"] == "yes"
    for span in robot["because"]:
        assert items[0][span["field"]][span["start"] : span["end"]] == span["text"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "line 2: not JSON"),
        ("[]", "line 2: must be an object"),
        ('{"id": 1, "title": "x"}', "line 2: the field 'summary' is missing"),
        ('{"id": 1, "title": 3, "summary": ""}', "line 2: the field 'title' must be text"),
    ],
)
def test_predict_names_the_bad_line(home: Home, line: str, words: str) -> None:
    """A bad line ends with exit code 2 and its number."""
    file = home.folder / "items.jsonl"
    file.write_text('{"id": 1, "title": "a", "summary": "b"}\n' + line + "\n", encoding="utf-8")
    ended = home.command("model", "predict", str(file))
    assert (ended.code, words in ended.err) == (2, True), ended.err


def test_evaluate(home: Home, taxonomy: Taxonomy) -> None:
    """The command evaluate gives averages, figures for every label, and the bearing."""
    file = home.folder / "labelled.jsonl"
    item = {
        "id": "1",
        "title": "Robot neemt werk in magazijn over",
        "summary": "Algoritmes verdelen de taken.",
        "trends": ["robotisering"],
        "directions": {},
    }
    file.write_text(json.dumps(item) + "\n", encoding="utf-8")
    found = home.command("model", "evaluate", str(file), "--json").json
    assert {"trends", "directions", "labels", "bearing"} <= set(found)
    assert list(found["labels"]) == list(taxonomy.labels)
    assert list(found["labels"]["robotisering"]) == ["precision", "recall", "f1", "ap", "support"]
    assert found["labels"]["robotisering"]["recall"] == 1.0
    assert {"accuracy", "macro_f1"} <= set(found["bearing"])
    assert "macro_f1" in found["trends"]


def test_evaluate_by_year_and_kind(home: Home) -> None:
    """With --by a part for each group; people get a table of trends and one of directions for each."""
    file = home.folder / "labelled.jsonl"
    item = {"title": "Robot neemt werk in magazijn over", "summary": "", "trends": ["robotisering"], "year": 2025}
    other = {"title": "Mist op de weg", "summary": "", "kind": "regio"}
    file.write_text(f"{json.dumps(item | {'id': 1})}\n{json.dumps(other | {'id': 2})}\n", encoding="utf-8")
    asked = ("model", "evaluate", str(file), "--by", "year", "--by", "kind")
    found = home.command(*asked, "--json").json["by"]
    assert {name: list(groups) for name, groups in found.items()} == {"year": ["2025", "unknown"], "kind": ["regio", "unknown"]}
    assert list(found["year"]["2025"]) == ["items", "any_yes", "trends", "directions", "bearing", "background"]
    parts = ["precision", "recall", "f1", "support", "interval", "macro_f1", "labels"]
    assert list(found["year"]["2025"]["trends"]) == parts
    assert found["year"]["2025"]["trends"]["support"] == 1
    told = home.command(*asked).out
    assert told.count("macro F1 (labels)") == 4
    assert "2025" in told
    assert "by" not in home.command("model", "evaluate", str(file), "--json").json


def test_evaluate_of_nothing_is_bad_input(home: Home) -> None:
    """An empty file is no measurement."""
    file = home.folder / "empty.jsonl"
    file.write_text("\n", encoding="utf-8")
    assert home.command("model", "evaluate", str(file)).code == 2
    assert home.command("model", "predict", str(Path("/nowhere.jsonl"))).code == 2


def test_the_version() -> None:
    """--version stands alone."""
    ended = command("--version")
    assert (ended.code, ended.out.count(".")) == (0, 2)
