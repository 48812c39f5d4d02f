import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.core.errors import ConfigurationError
from pipeline.core.model import Source
from pipeline.core.taxonomy import Taxonomy
from pipeline.sources.load import BY_HAND, OPTIONAL, REQUIRED, Problem, check, load

KINDS = ("nieuws", "overheid", BY_HAND)
SHIPPED = Path(__file__).parents[3] / "sources.yaml"
GULL = """- id: meeuw
  name: De Meeuw
  url: https://meeuw.example/feed
  kind: nieuws
  lang: nl
"""
"""A sound entry of five lines."""
OWL = GULL.replace("meeuw", "uil").replace("De Meeuw", "De Uil")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the sources file of a test stands."""
    return tmp_path / "sources.yaml"


def complaints(path: Path, text: str) -> list[str]:
    """The problems found in a text, as an operator reads them."""
    path.write_text(text, encoding="utf-8")
    return [str(problem) for problem in check(path, KINDS)[1]]


def test_a_sound_file(path: Path) -> None:
    """A sound file gives its sources in its order; what is left out has its usual value."""
    path.write_text(GULL + "  notes: at most 20 items\n  licence: CC0\n  publisher: Vogels\n  enabled: false\n" + OWL)
    assert load(path, KINDS) == (
        Source(
            "meeuw", "De Meeuw", "https://meeuw.example/feed", "nieuws", "nl", "Vogels", enabled=False,
            notes="at most 20 items", licence="CC0",
        ),
        Source("uil", "De Uil", "https://uil.example/feed", "nieuws", "nl", "De Uil"),
    )  # fmt: skip


def test_the_shipped_file_is_sound(taxonomy: Taxonomy) -> None:
    """The sources that ship have no problem, and each kind is one of the taxonomy."""
    sources = load(SHIPPED, [kind.id for kind in taxonomy.kinds])
    assert len(sources) > 10
    assert {source.kind for source in sources} <= {kind.id for kind in taxonomy.kinds}


@pytest.mark.parametrize("change", [lambda t: "\ufeff" + t, lambda t: t.replace("\n", "\r\n"), lambda t: "---\n" + t + "...\n"])
def test_other_editors_write_other_files(path: Path, change: Callable[[str], str]) -> None:
    """A byte order mark, Windows line ends and document marks change nothing."""
    path.write_text(GULL, encoding="utf-8")
    expected = load(path, KINDS)
    path.write_bytes(change(GULL).encode())
    assert load(path, KINDS) == expected


def test_the_same_in_json(path: Path) -> None:
    """A file in JSON gives the same sources as the one in YAML."""
    path.write_text(GULL, encoding="utf-8")
    expected = load(path, KINDS)
    fields = {"id": "meeuw", "name": "De Meeuw", "url": "https://meeuw.example/feed", "kind": "nieuws", "lang": "nl"}
    for indent in (None, 1):
        path.write_text(json.dumps([fields], indent=indent), encoding="utf-8")
        assert load(path, KINDS) == expected


def test_entered_by_hand(path: Path) -> None:
    """Only a source that people enter by hand needs no address, and there may be several."""
    text = "".join(f"- id: tafel{n}\n  name: Tafel\n  kind: {BY_HAND}\n  lang: nl\n" for n in (1, 2))
    path.write_text(text, encoding="utf-8")
    assert [source.url for source in load(path, KINDS)] == [None, None]
    assert complaints(path, text.replace(BY_HAND, "nieuws")) == [
        "line 1, entry 1 (tafel1), field url: missing",
        "line 5, entry 2 (tafel2), field url: missing",
    ]


def test_an_empty_list_is_sound(path: Path) -> None:
    """A file with an empty list has no sources and no problems."""
    path.write_text("[]\n", encoding="utf-8")
    assert load(path, KINDS) == ()


def test_sound_entries_stand_beside_faulty_ones(path: Path) -> None:
    """Checking gives the sound entries as well as the problems of the others."""
    path.write_text(GULL + "- id: uil\n" + OWL.replace("uil", "kraai"), encoding="utf-8")
    sources, problems = check(path, KINDS)
    assert [source.id for source in sources] == ["meeuw", "kraai"]
    assert {problem.entry for problem in problems} == {"2 (uil)"}


def test_loading_tells_every_problem_at_once(path: Path) -> None:
    """Loading a faulty file fails with the file's name and all problems, a line each."""
    path.write_text(GULL.replace("lang: nl", "lang: Nederlands") + OWL.replace("https:", "ftp:"), encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load(path, KINDS)
    assert str(caught.value).splitlines() == [
        f"{path} has 2 problem(s):",
        "  line 5, entry 1 (meeuw), field lang: use a language code such as nl or en",
        "  line 8, entry 2 (uil), field url: must begin with https:// or http://",
    ]


@pytest.mark.parametrize(
    "content", [GULL.replace("De Meeuw", "Mouétte").encode("latin-1"), GULL.encode("utf-16"), b"\xff\xfe\x00"]
)
def test_not_utf8(path: Path, content: bytes) -> None:
    """A file in another encoding than UTF-8 is refused by name."""
    path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"cannot read the sources file .*sources\.yaml: 'utf-8' codec"):
        check(path, KINDS)


def test_no_file(path: Path) -> None:
    """A file that is not there, or is a folder, is refused by name."""
    with pytest.raises(ConfigurationError, match=r"cannot read the sources file .*sources\.yaml: .*No such file"):
        load(path, KINDS)
    path.mkdir()
    with pytest.raises(ConfigurationError, match=r"cannot read the sources file .*sources\.yaml: .*directory"):
        load(path, KINDS)


def test_how_a_problem_reads() -> None:
    """A problem names the line, and entry and field as far as they are known."""
    assert str(Problem(3, "1 (meeuw)", "url", "missing")) == "line 3, entry 1 (meeuw), field url: missing"
    assert str(Problem(3, "1", "", "empty")) == "line 3, entry 1: empty"
    assert str(Problem(1, "", "", "not YAML")) == "line 1: not YAML"


@pytest.mark.parametrize("field", REQUIRED)
@pytest.mark.parametrize("value", ["", '""', "'  '", "null", "~"])
def test_required_fields(path: Path, field: str, value: str) -> None:
    """A required field that is left empty is missing, in whatever way it is empty."""
    lines = GULL.splitlines()
    number = REQUIRED.index(field)
    lines[number] = lines[number].partition(":")[0] + f": {value}"
    (found,) = complaints(path, OWL + "\n".join(lines) + "\n")
    assert found.startswith(f"line {number + 6}, entry 2")
    assert found.endswith(f", field {field}: missing")


def test_known_fields_are_all_tested() -> None:
    """The fields that these tests know are the fields there are."""
    assert REQUIRED + OPTIONAL == ("id", "name", "url", "kind", "lang", "publisher", "enabled", "notes", "licence")
