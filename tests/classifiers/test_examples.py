import json
from pathlib import Path
from typing import Any

import pytest

from classifiers.examples import Example, Text, fingerprint, json_lines, load_corpus, load_examples
from pipeline.core.errors import InputError
from pipeline.core.taxonomy import Bearing, Taxonomy

GOOD: dict[str, Any] = {"id": "x-1", "title": "Leeszaal vol", "summary": "Tot sluitingstijd."}


def _file(folder: Path, *lines: str | dict[str, Any], name: str = "some.jsonl") -> Path:
    path = folder / name
    rows = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_a_line_gives_an_example_with_all_it_says(tmp_path: Path, library: Taxonomy) -> None:
    """Text, labels, bearings, language and whether public service is at issue."""
    line = GOOD | {"lang": "nl", "trends": ["stilte", "stilte"], "directions": {"langer-open": "raakt"}, "public": True}
    expected = Example(
        "x-1",
        Text("Leeszaal vol", "Tot sluitingstijd.", "nl"),
        frozenset({"stilte"}),
        {"langer-open": Bearing.RAAKT},
        public=True,
    )
    assert load_examples(_file(tmp_path, line), library) == (expected,)


def test_what_a_line_leaves_out_is_empty(tmp_path: Path, library: Taxonomy) -> None:
    """No labels, no language, and nothing said of public service; null is as good as absent, a number serves as id."""
    nothing = {"id": 7, "title": None, "summary": None, "lang": None, "trends": None, "directions": None, "public": None}
    short, blank = load_examples(_file(tmp_path, GOOD, nothing), library)
    assert (short.trends, short.directions, short.public, short.text.lang) == (frozenset(), {}, None, "")
    assert blank == Example("7", Text("", ""), frozenset(), {}, None)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "not JSON"),
        ("[1]", "must be an object"),
        ('"tekst"', "must be an object"),
        ("[" * 100_000, "not JSON"),
        ({"id": 1, "title": "a"}, "'summary' is missing"),
        ({"title": "a", "summary": "b"}, "'id' is missing"),
        (GOOD | {"title": 5}, "'title' must be text"),
        (GOOD | {"lang": ["nl"]}, "'lang' must be text"),
        (GOOD | {"trends": "stilte"}, "trends must be a list"),
        (GOOD | {"directions": ["langer-open"]}, "directions an object"),
        (GOOD | {"trends": ["langer-open"]}, "'langer-open' is no label"),
        (GOOD | {"trends": [["stilte"]]}, "is no label"),
        (GOOD | {"trends": [{}]}, "is no label"),
        (GOOD | {"directions": {"stilte": "raakt"}}, "'stilte' is no label"),
        (GOOD | {"directions": {"langer-open": "mee"}}, "wind-mee, wind-tegen, raakt"),
        (GOOD | {"directions": {"langer-open": ["raakt"]}}, "wind-mee, wind-tegen, raakt"),
        (GOOD | {"public": "false"}, "public must be true or false"),
        (GOOD | {"public": 1}, "public must be true or false"),
    ],
)
def test_a_wrong_line_is_named_with_its_file(
    tmp_path: Path, library: Taxonomy, line: str | dict[str, Any], complaint: str
) -> None:
    """The third line of the file is wrong; blank lines count."""
    path = _file(tmp_path, GOOD, "", line)
    with pytest.raises(InputError, match=rf"^some\.jsonl, line 3: .*{complaint}"):
        load_examples(path, library)
    with pytest.raises(InputError, match=rf"^some\.jsonl, line 3: .*{complaint}"):
        load_corpus(tmp_path, library)


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1e"])
def test_only_a_newline_ends_a_line(tmp_path: Path, library: Taxonomy, separator: str) -> None:
    """What Python would also call a line end may stand in a text, raw where JSON allows it."""
    raw = separator if separator >= " " else json.dumps(separator).strip('"')
    line = f'{{"id": "a", "title": "Voor{raw}na", "summary": ""}}'
    assert load_examples(_file(tmp_path, line), library)[0].text.title == f"Voor{separator}na"


@pytest.mark.parametrize("head", [b"", b"\xef\xbb\xbf"])
def test_files_of_windows_are_read(tmp_path: Path, library: Taxonomy, head: bytes) -> None:
    """Carriage returns, and the mark that some editors put first, are no part of a line."""
    path = tmp_path / "w.jsonl"
    path.write_bytes(head + json.dumps(GOOD).encode() + b"\r\n\r\n" + json.dumps(GOOD | {"id": "x-2"}).encode())
    assert [e.id for e in load_examples(path, library)] == ["x-1", "x-2"]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, library: Taxonomy) -> None:
    """A folder, a missing file and bytes that are no UTF-8."""
    (tmp_path / "latin.jsonl").write_bytes(b'{"id": 1, "title": "caf\xe9", "summary": ""}')
    (tmp_path / "folder.jsonl").mkdir()
    for name in ("latin.jsonl", "folder.jsonl", "missing.jsonl"):
        with pytest.raises(InputError, match=name):
            load_examples(tmp_path / name, library)


def test_an_id_used_twice_is_named_with_both_places(tmp_path: Path, library: Taxonomy) -> None:
    """Also across files, and a number is the same id as its digits."""
    _file(tmp_path, GOOD | {"id": "7"}, name="a.jsonl")
    _file(tmp_path, GOOD, GOOD | {"id": 7}, name="b.jsonl")
    with pytest.raises(InputError, match=r"^b\.jsonl, line 2: the id 7 is used twice, first in a\.jsonl, line 1$"):
        load_corpus(tmp_path, library)


def test_a_corpus_is_read_in_order_of_file_and_line(tmp_path: Path, library: Taxonomy) -> None:
    """Names of files decide, and other files are left alone."""
    _file(tmp_path, GOOD | {"id": "3"}, name="b.jsonl")
    _file(tmp_path, GOOD | {"id": "2"}, GOOD | {"id": "1"}, name="a.jsonl")
    _file(tmp_path, "no JSON", name="README.md")
    assert [e.id for e in load_corpus(tmp_path, library)] == ["2", "1", "3"]


@pytest.mark.parametrize("name", [".", "nowhere"])
def test_a_folder_without_corpus_is_refused(tmp_path: Path, library: Taxonomy, name: str) -> None:
    """An empty folder and none at all."""
    with pytest.raises(InputError, match="there is no corpus"):
        load_corpus(tmp_path / name, library)


@pytest.mark.parametrize(
    "change",
    [
        {"id": "y"},
        {"title": "Leeszaal leeg"},
        {"summary": ""},
        {"lang": "nl"},
        {"trends": ["stilte"]},
        {"directions": {"langer-open": "raakt"}},
        {"public": False},
    ],
)
def test_the_fingerprint_changes_with_any_text_or_label(tmp_path: Path, library: Taxonomy, change: dict[str, object]) -> None:
    """Each field counts."""
    before = load_examples(_file(tmp_path, GOOD), library)
    after = load_examples(_file(tmp_path, GOOD | change), library)
    assert fingerprint(before) != fingerprint(after)


def test_the_fingerprint_does_not_depend_on_how_a_line_is_written(tmp_path: Path, library: Taxonomy) -> None:
    """Order of keys and of labels, notes and escapes are nothing to a model; half a surrogate does not break it."""
    labels = {"trends": ["stilte", "zelf-maken"], "directions": {"langer-open": "raakt", "boek-aan-huis": "raakt"}}
    turned = {"trends": ["zelf-maken", "stilte"], "directions": {"boek-aan-huis": "raakt", "langer-open": "raakt"}}
    title = {"title": "\ud83d Leeszaal"}
    before = load_examples(_file(tmp_path, json.dumps(GOOD | labels | title)), library)
    after = load_examples(_file(tmp_path, json.dumps({"note": "terzijde"} | turned | GOOD | title)), library)
    assert fingerprint(before) == fingerprint(after)


def test_lines_are_read_one_by_one() -> None:
    """A wrong line stops nobody who has not come to it."""
    lines = json_lines(['{"a": 1}', "wrong"], "input")
    assert next(lines) == (1, {"a": 1})
    with pytest.raises(InputError, match="input, line 2"):
        next(lines)
