"""Complaints about sources.yaml: what a tired operator wrote, and the line that tells where."""

from pathlib import Path

import pytest

from pipeline.sources.load import BY_HAND, check
from tests.pipeline.sources.test_sources import GULL, KINDS, OWL, complaints


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the sources file of a test stands."""
    return tmp_path / "sources.yaml"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", "line 1: the file must hold a list of entries", id="empty"),
        pytest.param("# nothing yet\n", "line 1: the file must hold a list of entries", id="comment only"),
        pytest.param("sources:\n" + GULL, "line 1: the file must hold a list of entries", id="a mapping"),
        pytest.param("meeuw\n", "line 1: the file must hold a list of entries", id="a word"),
        pytest.param('{"id": "meeuw"}', "line 1: the file must hold a list of entries", id="a JSON object"),
        pytest.param(GULL + "\t- id: uil\n", "line 6: not YAML: found character '\\t' that cannot start any token", id="tab"),
        pytest.param(GULL + "- id: uil\n\tname: Uil\n", "line 7: not YAML: found character '\\t'", id="tab before a field"),
        pytest.param('[\n\t{"id": "meeuw",\n\t"name": "M"}]', "line 2: not YAML: found character '\\t'", id="tab in JSON"),
        pytest.param(GULL + "- id: uil\n  name: 'Uil\n", "line 8: not YAML: found unexpected end of stream", id="open quote"),
        pytest.param('[{"id": "meeuw",\n ]', "line 2: not YAML: ", id="JSON cut off"),
        pytest.param(GULL + "- id: uil\n   name: Uil\n", "line 7: not YAML: mapping values are not allowed here", id="indent"),
        pytest.param(GULL + "- name: Nieuws: het weer\n", "line 6: not YAML: mapping values", id="colon in a name"),
        pytest.param(GULL + "- *uil\n", "line 6: not YAML: found undefined alias 'uil'", id="alias"),
        pytest.param(GULL + "---\n" + OWL, "line 6: not YAML: but found another document", id="two documents"),
        pytest.param(GULL + "  notes: a\0b\n", "line 6: not YAML: special characters are not allowed", id="NUL"),
        pytest.param(GULL.replace("\n", "\r\n") + "# \x07\r\n", "line 6: not YAML: special characters", id="bell, CRLF"),
        pytest.param("# \ufffe\n" + GULL, "line 1: not YAML: special characters are not allowed", id="no character"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_list(path: Path, text: str, expected: str) -> None:
    """A file that cannot be read as a list of entries gives one complaint, in one line, with the line where it goes wrong."""
    (found,) = complaints(path, text)
    assert found.startswith(expected)
    assert len(found.splitlines()) == 1


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        pytest.param("- uil\n", "line 6, entry 2: an entry must be fields", id="a word"),
        pytest.param("- [uil]\n", "line 6, entry 2: an entry must be fields", id="a list"),
        pytest.param("-\n", "line 6, entry 2: an entry must be fields", id="nothing"),
        pytest.param("- 7\n", "line 6, entry 2: an entry must be fields", id="a number"),
        pytest.param("- &a [*a]\n", "line 6, entry 2: an entry must be fields", id="a list within itself"),
    ],
)
def test_an_entry_that_is_no_mapping(path: Path, entry: str, expected: str) -> None:
    """An entry that has no fields is named by its place and line."""
    (found,) = complaints(path, GULL + entry)
    assert found.startswith(expected)


def test_an_entry_without_any_field(path: Path) -> None:
    """An empty entry misses all that is required, on its own line."""
    found = complaints(path, GULL + "- {}\n")
    assert found == [f"line 6, entry 2, field {name}: missing" for name in ("id", "name", "url", "kind", "lang")]


@pytest.mark.parametrize(
    ("old", "new", "line", "complaint"),
    [
        ("id: uil", "id: Uil", 6, "field id: use small letters, digits and hyphens, at most 64"),
        ("id: uil", "id: -uil", 6, "field id: use small letters"),
        ("id: uil", "id: uil/../meeuw", 6, "field id: use small letters"),
        ("id: uil", "id: üil", 6, "field id: use small letters"),
        ("id: uil", f"id: {'u' * 65}", 6, "field id: use small letters"),
        ("id: uil", "id: 12", 6, "field id: must be text, not 12; put it in quotes"),
        ("name: De Uil", "name: 2026", 7, "field name: must be text, not 2026; put it in quotes"),
        ("name: De Uil", "name: [De, Uil]", 7, "field name: must be text, not ['De', 'Uil']; put it in quotes"),
        ("kind: nieuws", "kind: nieuw", 9, "field kind: 'nieuw' is not a kind; choose from nieuws, overheid, werksessie"),
        ("lang: nl", "lang: no", 10, "field lang: must be text, not False; put it in quotes"),
        ("lang: nl", "lang: NL", 10, "field lang: use a language code such as nl or en"),
        ("lang: nl", "lang: nl-NL", 10, "field lang: use a language code"),
        ("lang: nl", "lang: nl\n  enabled: ja", 11, "field enabled: must be true or false"),
        ("lang: nl", "lang: nl\n  enabled: 'true'", 11, "field enabled: must be true or false"),
        ("lang: nl", "lang: nl\n  enabled:", 11, "field enabled: must be true or false"),
        ("lang: nl", "lang: nl\n  notes: 2026-11-23", 11, "field notes: must be text, not datetime.date(2026, 11, 23)"),
        ("lang: nl", "lang: nl\n  notes: 2026-02-30", 11, "field notes: unreadable value: day is out of range for month"),
        ("lang: nl", "lang: nl\n  notes: !!int drie", 11, "field notes: unreadable value: invalid literal"),
        ("lang: nl", "lang: nl\n  notes: !!bool misschien", 11, "field notes: unreadable value: 'misschien'"),
        ("lang: nl", "lang: nl\n  notes: !!timestamp ooit", 11, "field notes: unreadable value: "),
        ("lang: nl", "lang: nl\n  notes: !!python/name:os.system", 11, "field notes: unreadable value: could not determine"),
        ("lang: nl", "lang: nl\n  notes: &a [*a]", 11, "field notes: unreadable value: found unconstructable recursive node"),
        ("lang: nl", "lang: nl\n  taal: nl", 11, "field taal: not a field; known are id, name, url, kind, lang, publisher"),
        ("lang: nl", "lang: nl\n  <<: {notes: x}", 11, "field <<: not a field"),
        ("lang: nl", "lang: nl\n  name: Uil", 11, "field name: given twice"),
        ("  name: De Uil", "\n  # the owl\n\n  name: 7", 10, "field name: must be text, not 7"),
    ],
)
def test_a_wrong_field(path: Path, old: str, new: str, line: int, complaint: str) -> None:
    """A wrong field is named with its entry and its own line, what is wrong and what to do; in one line."""
    text = OWL.replace(old, new)
    assert text != OWL
    (found,) = complaints(path, GULL + text)
    name = new.removeprefix("id: ") if old == "id: uil" else "uil"
    assert found.startswith(f"line {line}, entry 2 ({name}), {complaint}")
    assert len(found.splitlines()) == 1


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("uil.example/feed", "must begin with https:// or http://"),
        ("ftp://uil.example/", "must begin with https:// or http://"),
        ("file:///etc/passwd", "must begin with https:// or http://"),
        ("javascript:alert(1)", "must begin with https:// or http://"),
        ("https://", "not an address: no host, or a space in it"),
        ("https:///feed", "not an address: no host, or a space in it"),
        ("https://uil .example/", "not an address: no host, or a space in it"),
        ("https://uil.example:poort/", "not an address: Port could not be cast"),
        ("https://uil.example:99999/", "not an address: Port out of range"),
        ("https://[::1/", "not an address: Invalid IPv6 URL"),
        ("https://jan:geheim@uil.example/", "must not hold a user name or password"),
        ("https://jan@uil.example/", "must not hold a user name or password"),
    ],
)
def test_a_wrong_address(path: Path, url: str, complaint: str) -> None:
    """An address that cannot or may not be asked is refused with the reason, and a password in it is not repeated."""
    (found,) = complaints(path, GULL + OWL.replace("https://uil.example/feed", f'"{url}"'))
    assert found.startswith(f"line 8, entry 2 (uil), field url: {complaint}")
    assert "geheim" not in found


def test_a_number_too_many(path: Path) -> None:
    """All wrong fields of an entry are told, each on its line; what they say is judged when their types are right."""
    text = "- id: uil\n  naam: Uil\n  url: https://uil.example/\n  kind: [nieuws]\n  lang: nl\n"
    assert [found.partition(":")[0] for found in complaints(path, GULL + text)] == [
        "line 7, entry 2 (uil), field naam",
        "line 6, entry 2 (uil), field name",
        "line 9, entry 2 (uil), field kind",
    ]


def test_ids_differ(path: Path) -> None:
    """An id that was used before is refused, with the line of the first."""
    text = GULL + OWL + GULL.replace("https://meeuw.example", "https://meeuw2.example")
    assert complaints(path, text) == ["line 11, entry 3 (meeuw), field id: already used on line 1; ids must differ"]


def test_addresses_differ(path: Path) -> None:
    """An address that was used before is refused, with the entry that has it."""
    text = GULL + OWL.replace("https://uil.example", "https://meeuw.example")
    assert complaints(path, text) == ["line 8, entry 2 (uil), field url: the same address as entry 1 (meeuw)"]


def test_lines_in_json(path: Path) -> None:
    """In the JSON form lines are those of the fields, however they are spread."""
    text = (
        '[\n  {"id": "meeuw", "name": "De Meeuw",\n   "url": "https://meeuw.example/", "kind": "nieuws", "lang": "nl"},\n'
        '  {\n    "id": "uil",\n    "name": "De Uil", "url": "uil",\n    "kind": "nieuws",\n    "lang": "Nederlands"\n  },\n'
        '  {"id": "meeuw", "name": "X", "url": "https://x.example/", "kind": "nieuws", "lang": "nl"}\n]'
    )
    assert sorted(complaints(path, text)) == [
        "line 10, entry 3 (meeuw), field id: already used on line 2; ids must differ",
        "line 6, entry 2 (uil), field url: must begin with https:// or http://",
        "line 8, entry 2 (uil), field lang: use a language code such as nl or en",
    ]


def test_a_list_as_a_name_of_a_field(path: Path) -> None:
    """A field whose name is no word is no field."""
    found = complaints(path, GULL + OWL + "  ? [a, b]\n  : c\n")
    assert len(found) == 1
    assert found[0].startswith("line 11, entry 2 (uil), field ")
    assert "not a field" in found[0]


def test_a_faulty_entry_claims_no_id(path: Path) -> None:
    """Of two entries with one id, of which the first is faulty, only the first is complained about."""
    path.write_text(GULL.replace("lang: nl", "lang: X") + GULL, encoding="utf-8")
    sources, problems = check(path, KINDS)
    assert [source.id for source in sources] == ["meeuw"]
    assert [problem.line for problem in problems] == [5]


def test_a_kind_of_the_caller(path: Path) -> None:
    """The kinds are those that the caller names."""
    path.write_text(GULL, encoding="utf-8")
    assert check(path, {"weer"})[1][0].message == "'nieuws' is not a kind; choose from weer"
    assert check(path, {"nieuws", BY_HAND})[1] == ()


def test_nesting_without_end_is_a_complaint(tmp_path: Path) -> None:
    """A file of thousands of brackets is told to be unreadable."""
    path = tmp_path / "sources.yaml"
    path.write_text("[" * 5000, encoding="utf-8")
    assert [problem.message for problem in check(path, ["nieuws"])[1]] == ["not readable: lists or fields nested without end"]
