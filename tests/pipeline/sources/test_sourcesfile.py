import os
import stat
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

import pipeline.sources.file
from pipeline.core.errors import InputError
from pipeline.core.model import Source
from pipeline.core.taxonomy import Taxonomy
from pipeline.sources.file import append, change, refusals
from pipeline.sources.load import BY_HAND, load
from pipeline.sources.splice import Value

KINDS = ("nieuws", "overheid", BY_HAND)
SHIPPED = Path(__file__).parents[3] / "sources.yaml"
GULL = Source("meeuw", "De Meeuw: kust", "https://meeuw.example/feed?a=1", "nieuws", "nl", "Vogels", notes='at "most" 20')
ENTRY = """- id: meeuw
  name: "De Meeuw: kust"
  url: "https://meeuw.example/feed?a=1"
  kind: nieuws
  lang: nl
  publisher: "Vogels"
  notes: "at \\"most\\" 20"
"""
OWL = """- id: uil   # a comment
  name: 'De Uil'
  url: https://uil.example/feed
  kind: nieuws
  lang: nl
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A sources file of one entry."""
    path = tmp_path / "sources.yaml"
    path.write_text(OWL, encoding="utf-8")
    return path


def test_the_shipped_file_keeps_every_byte(tmp_path: Path, taxonomy: Taxonomy) -> None:
    """An entry comes at the end of the file that ships, all else is as it was; and each entry can be switched."""
    kinds = [kind.id for kind in taxonomy.kinds]
    path = tmp_path / "sources.yaml"
    before = SHIPPED.read_bytes()
    path.write_bytes(before)
    append(path, [GULL], kinds)
    assert path.read_bytes() == before + ENTRY.encode()
    path.write_bytes(before)
    source = next(source for source in load(path, kinds) if not source.enabled)
    assert change(path, source.id, "enabled", True, kinds)
    lines = zip(before.splitlines(), path.read_bytes().splitlines(), strict=True)
    assert [pair for pair in lines if pair[0] != pair[1]] == [(b"  enabled: false", b"  enabled: true")]
    assert change(path, source.id, "enabled", False, kinds)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ENTRY),
        ("# mine\n", "# mine\n" + ENTRY),
        ("# mine\n[]\n# end\n", "# mine\n" + ENTRY + "# end\n"),
        ("---\n[]  # none yet\n", "---\n" + ENTRY + "  # none yet\n"),
        (OWL, OWL + ENTRY),
        (OWL.rstrip("\n"), OWL + ENTRY),
        (OWL + "\n# trailing\n", OWL + "\n# trailing\n" + ENTRY),
        ("---\n" + OWL + "...\n# after\n", "---\n" + OWL + ENTRY + "...\n# after\n"),
        (OWL + "\n" + OWL.replace("uil", "oehoe"), OWL + "\n" + OWL.replace("uil", "oehoe") + "\n" + ENTRY),
        ("\ufeff" + OWL.replace("\n", "\r\n"), "\ufeff" + (OWL + ENTRY).replace("\n", "\r\n")),
        ("  " + OWL.replace("\n  ", "\n    "), "  " + OWL.replace("\n  ", "\n    ") + "  " + ENTRY.replace("\n  ", "\n    ")),
        (
            "-   " + OWL[2:].replace("\n  ", "\n    "),
            "-   " + OWL[2:].replace("\n  ", "\n    ") + "-   " + ENTRY[2:].replace("\n  ", "\n    "),
        ),
        (
            "- {id: uil, name: Uil, url: 'https://uil.example/', kind: nieuws, lang: nl}\n",
            "- {id: uil, name: Uil, url: 'https://uil.example/', kind: nieuws, lang: nl}\n" + ENTRY,
        ),
    ],
)
def test_entries_come_at_the_end(path: Path, text: str, expected: str) -> None:
    """In the indentation, line ends and spacing of the file, before the mark that ends it; comments stay."""
    path.write_bytes(text.encode())
    append(path, [GULL], KINDS)
    assert path.read_bytes().decode() == expected
    assert load(path, KINDS)[-1] == GULL


def test_values_that_yaml_would_misread_are_quoted(path: Path) -> None:
    """Norwegian is not False, and an id of digits is no number."""
    source = Source("123", "12:30", "https://a.example/#x", "nieuws", "no", "null", enabled=False, licence="\u2028\U0001f426")
    append(path, [source], KINDS)
    assert load(path, KINDS)[-1] == source


@pytest.mark.parametrize(
    ("ident", "field", "value", "old", "new"),
    [
        ("uil", "enabled", False, "  lang: nl\n", "  lang: nl\n  enabled: false\n"),
        ("uil", "url", "https://uil.example/rss", "uil.example/feed", "uil.example/rss"),
        ("uil", "url", "https://uil.example/#a b", "https://uil.example/feed", ""),
        ("uil", "publisher", "Het Bos", "  lang: nl\n", '  lang: nl\n  publisher: "Het Bos"\n'),
        ("uil", "kind", "overheid", "kind: nieuws", "kind: overheid"),
        ("uil", "notes", "x: y", "  lang: nl\n", '  lang: nl\n  notes: "x: y"\n'),
    ],
)
def test_one_field_changes(path: Path, ident: str, field: str, value: Value, old: str, new: str) -> None:
    """A value is replaced in its own quotes; a field that is missing comes at its usual place; a wrong one is refused."""
    before = OWL + "# end\n"
    path.write_text(before, encoding="utf-8")
    if not new:
        with pytest.raises(InputError, match=r"was left as it is: line 3, entry 1 \(uil\), field url: not an address"):
            change(path, ident, field, value, KINDS)
        assert path.read_text(encoding="utf-8") == before
        return
    assert change(path, ident, field, value, KINDS)
    assert path.read_text(encoding="utf-8") == before.replace(old, new)
    assert not change(path, ident, field, value, KINDS)


def test_quotes_brackets_and_comments_stay(path: Path) -> None:
    """In an entry in braces, beside a comment, and within single quotes."""
    text = "- {id: uil, name: 'De Uil', url: 'https://uil.example/a', kind: nieuws, lang: nl} # x\n" + OWL.replace(
        "uil", "oehoe"
    )
    path.write_text(text, encoding="utf-8")
    change(path, "uil", "url", "https://uil.example/b", KINDS)
    change(path, "uil", "enabled", False, KINDS)
    change(path, "oehoe", "notes", "y", KINDS)
    assert (
        path.read_text(encoding="utf-8")
        == text.replace("example/a'", "example/b'").replace("lang: nl}", "lang: nl, enabled: false}") + '  notes: "y"\n'
    )


@pytest.mark.parametrize(
    ("text", "call", "complaint"),
    [
        ('[{"id": "uil", "name": "U", "url": "https://u.example/", "kind": "nieuws", "lang": "nl"}]', "append", "JSON"),
        ('[{"id": "uil", "name": "U", "url": "https://u.example/", "kind": "nieuws", "lang": "nl"}]', "change", "JSON"),
        (OWL.replace("lang: nl", "lang: Nederlands"), "append", "has to be repaired first: line 5, entry 1 (uil), field lang"),
        (OWL.replace("uil ", "meeuw"), "append", "line 6, entry 2 (meeuw), field id: already used on line 1"),
        (
            OWL.replace("https://uil.example/feed", "&u https://uil.example/feed") + "  notes: *u\n",
            "change",
            "was left as it is: line 6",
        ),
        (OWL + "  notes: |+\n    kept", "append", "would alter something else too; change it by hand"),
        (OWL.replace("url: https", "url: >-\n    https"), "change", "is a block of text; change it by hand"),
        (OWL.replace("uil ", "kip "), "change", "has no entry 'uil'"),
    ],
)
def test_what_cannot_be_done_safely_is_refused(path: Path, text: str, call: str, complaint: str) -> None:
    """The file stays as it is, nothing is left beside it, and the complaint says why."""
    path.write_text(text, encoding="utf-8")
    calls = {
        "append": lambda: append(path, [GULL], KINDS),
        "change": lambda: change(path, "uil", "url", "https://uil.example/b", KINDS),
    }
    with pytest.raises(InputError) as caught:
        calls[call]()
    assert complaint in str(caught.value)
    assert str(path) in str(caught.value)
    assert path.read_text(encoding="utf-8") == text
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_json_absent_and_shipped_files_are_refused_with_the_remedy(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each says what to do instead."""
    (path.parent / "sources.json").write_text("[]", encoding="utf-8")
    for name, complaint in (("sources.json", "is JSON; change it by hand"), ("none.yaml", "make it first")):
        with pytest.raises(InputError, match=complaint):
            append(path.parent / name, [GULL], KINDS)
    monkeypatch.setattr(pipeline.sources.file, "__file__", str(path.parent / "sources" / "file.py"))
    with pytest.raises(InputError, match=r"came with the program .* copy it to ./sources.yaml"):
        append(path, [GULL], KINDS)
    assert path.read_text(encoding="utf-8") == OWL


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_that_may_not_be_written_is_refused(path: Path) -> None:
    """Also where the folder would allow to replace it."""
    path.chmod(0o444)
    with pytest.raises(InputError, match="may not be written to"):
        append(path, [GULL], KINDS)


def test_permissions_and_links_stay(path: Path) -> None:
    """The file keeps its mode; a link to it stays a link."""
    path.chmod(0o640)
    link = path.parent / "link.yaml"
    link.symlink_to(path)
    append(link, [GULL], KINDS)
    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [source.id for source in load(path, KINDS)] == ["uil", "meeuw"]


def test_a_change_by_somebody_else_is_not_lost(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the file changes while the new one is made, it is left as it is."""
    real = pipeline.sources.file.appended

    def meanwhile(text: str, entries: Sequence[Source]) -> str:
        path.write_text(OWL + "# theirs\n", encoding="utf-8")
        return real(text, entries)

    monkeypatch.setattr(pipeline.sources.file, "appended", meanwhile)
    with pytest.raises(InputError, match="somebody else changed it"):
        append(path, [GULL], KINDS)
    assert path.read_text(encoding="utf-8") == OWL + "# theirs\n"


def test_refusals_name_the_entry() -> None:
    """Each wrong entry has its reasons, the sound ones none."""
    wrong = replace(GULL, id="x", url="ftp://x.example/", notes="")
    unknown = replace(GULL, id="y", url="https://y.example/", kind="krant", lang="Nederlands")
    assert refusals([GULL, wrong, unknown], KINDS) == {
        "x": "url: must begin with https:// or http://",
        "y": "lang: use a language code such as nl or en; kind: 'krant' is not a kind; choose from " + ", ".join(KINDS),
    }
