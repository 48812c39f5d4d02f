"""sources add, enable, disable, export, import."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.home import MONDAY, Printed, command, rss
from tests.servers import Answer, FeedServer

ROOT = Path(__file__).parents[2]
PAGE = {"Content-Type": "text/html"}
ITEMS = tuple((f"Kop {n}", "x", f"{n + 10} Nov 2026 09:00:00 +0100") for n in range(7))
OWL = """# mine
- id: uil  # of the wood
  name: 'De Uil'
  url: https://uil.example/feed
  kind: onderzoek
  lang: nl
"""


class Desk:
    """A folder with a sources.yaml, in which commands run, beside a server."""

    def __init__(self, folder: Path, server: FeedServer) -> None:
        self.path, self.server = folder / "sources.yaml", server
        self.path.write_text(OWL, encoding="utf-8")

    @property
    def text(self) -> str:
        """The sources file as it stands."""
        return self.path.read_text(encoding="utf-8")

    def command(self, *arguments: str) -> Printed:
        """Runs a command about sources."""
        return command("--now", MONDAY, "--home", str(self.path.parent / "home"), "sources", *arguments)


@pytest.fixture
def desk(tmp_path: Path, feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A page that names two feeds, of which the first is gone."""
    monkeypatch.setenv("WINDWIJZER_ALLOW_NETWORKS", "127.0.0.0/8")
    monkeypatch.chdir(tmp_path)
    links = "".join(f"<link rel=alternate type=application/rss+xml title='F{n}' href=/f{n}>" for n in (1, 2))
    feed_server.answers["/"] = Answer(body=f"<html><head>{links}</head>".encode(), headers=PAGE)
    feed_server.answers["/f1"] = Answer(410)
    feed_server.answers["/f2"] = Answer(body=rss(*ITEMS, ("Zonder datum", "x", ""), site="De Meeuw"))
    return Desk(tmp_path, feed_server)


def test_a_source_is_found_shown_and_written(desk: Desk) -> None:
    """The feeds of the page, the first five items of the one taken, and the entry at the end of the file."""
    ended = desk.command("add", desk.server.url("/"), "--kind", "nieuws", "--notes", "let op", "--yes")
    entry = f"""- id: de-meeuw
  name: "De Meeuw"
  url: "{desk.server.url("/f2")}"
  kind: nieuws
  lang: nl
  notes: "let op"
"""
    assert (ended.code, desk.text) == (0, OWL + entry)
    assert "the page offers 2 feeds; taken is number 2" in ended.out
    assert "8 items, 1 undated, newest 2026-11-16 08:00 UTC; language not given" in ended.out
    assert [line for line in ended.out.splitlines() if "Kop" in line] == [
        f"  2026-11-{n}  Kop {n - 10}" for n in range(16, 11, -1)
    ]
    assert entry in ended.out
    assert "added de-meeuw to sources.yaml" in ended.out
    assert not (desk.path.parent / "home").exists()


def test_nothing_is_written_unasked(desk: Desk) -> None:
    """Without a terminal and without --yes it shows and ends with 2; --dry-run shows and is done."""
    ended = desk.command("add", desk.server.url("/"))
    assert (ended.code, "Kop 6" in ended.out, "add --yes" in ended.err) == (2, True, True)
    ended = desk.command("add", desk.server.url("/"), "--dry-run", "--json")
    assert (ended.code, ended.json["written"], ended.json["entry"]["id"], ended.json["chosen"]) == (0, False, "de-meeuw", 2)
    assert [item["title"] for item in ended.json["feed"]["first"]] == ["Kop 6", "Kop 5", "Kop 4", "Kop 3", "Kop 2"]
    assert [candidate["title"] for candidate in ended.json["candidates"]] == ["F1", "F2"]
    assert desk.text == OWL


@pytest.mark.parametrize(("answer", "written"), [("y", True), ("n", False)])
def test_on_a_terminal_it_asks(desk: Desk, answer: str, written: bool) -> None:  # noqa: FBT001
    """The entry is written when the answer is yes, and only then; either way the command is done."""
    outer, inner = pty.openpty()
    call = [sys.executable, "-c", "from pipeline.cli.main import main; main()", "sources", "add", desk.server.url("/f2")]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(call, stdin=inner, stdout=inner, stderr=inner, cwd=desk.path.parent, env=environment) as process:
        os.close(inner)
        said = b""
        while b"add it to" not in said:
            said += os.read(outer, 4096)
        os.write(outer, f"{answer}\n".encode())
        while process.poll() is None:
            try:
                said += os.read(outer, 4096)
            except OSError:  # the other end is gone
                break
        assert process.wait(timeout=20) == 0, said
    os.close(outer)
    assert ("de-meeuw" in desk.text) is written


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["http://www.uil.example/feed/"], "is in sources.yaml already: entry uil (https://uil.example/feed)"),
        (["/", "--kind", "krant"], "kind: 'krant' is not a kind; choose from overheid,"),
        (["/", "--lang", "Nederlands"], "lang: use a language code"),
        (["/", "--id", "Meeuw!"], "id: use small letters"),
        (["/", "--id", "uil"], "--id uil: sources.yaml has an entry of that id already"),
        (["/", "--choose", "1"], "/f1: gone: HTTP 410"),
        (["/", "--choose", "3"], "--choose 3: the page offers 2"),
        (["/weg"], "/weg: http-error: HTTP 404"),
        (["javascript:alert(1)"], "must begin with https:// or http://"),
    ],
)
def test_what_cannot_be_added_is_refused(desk: Desk, arguments: list[str], complaint: str) -> None:
    """A complaint with the remedy, exit code 2, and the file as it was."""
    url = arguments[0]
    ended = desk.command("add", desk.server.url(url) if url.startswith("/") else url, *arguments[1:], "--yes")
    assert (ended.code, complaint in ended.err) == (2, True), ended.err
    assert desk.text == OWL


def test_a_twin_that_a_page_leads_to_is_refused(desk: Desk) -> None:
    """Also when the address given is another one; a disabled twin can be enabled."""
    desk.command("add", desk.server.url("/f2"), "--yes")
    desk.command("disable", "de-meeuw")
    before = desk.text
    ended = desk.command("add", desk.server.url("/"), "--yes")
    assert (ended.code, "already: entry de-meeuw" in ended.err) == (2, True)
    assert "windwijzer sources enable de-meeuw" in ended.err
    assert desk.text == before


def test_the_family_and_kind_of_the_domain_are_proposed(desk: Desk) -> None:
    """What the file says of the same domain is taken over and told; what people say goes before."""
    desk.command("add", desk.server.url("/f2"), "--yes", "--publisher", "Vogels", "--kind", "expert")
    desk.server.answers["/f3"] = Answer(body=rss(*ITEMS, site="Strand"))
    found = desk.command("add", desk.server.url("/f3"), "--dry-run", "--json").json["entry"]
    assert (found["publisher"], found["kind"]) == ("Vogels", "expert")
    ended = desk.command("add", desk.server.url("/f3"), "--dry-run")
    assert "of the same domain are: de-meeuw" in ended.out
    assert "publisher family: Vogels" in ended.out
    wished = desk.command("add", desk.server.url("/f3"), "--dry-run", "--json", "--publisher", "Strand", "--kind", "nieuws")
    assert (wished.json["entry"]["publisher"], wished.json["entry"]["kind"]) == ("Strand", "nieuws")


def test_enable_and_disable(desk: Desk) -> None:
    """One line in the entry changes; twice is once; an unknown id gets the nearest."""
    assert desk.command("disable", "uil").out == "uil is disabled in sources.yaml\n"
    assert desk.text == OWL + "  enabled: false\n"
    assert desk.command("disable", "uil", "--json").json["changed"] is False
    assert desk.command("enable", "uil", "--json").json == {
        "file": "sources.yaml",
        "id": "uil",
        "enabled": True,
        "changed": True,
    }
    assert desk.text == OWL + "  enabled: true\n"
    ended = desk.command("enable", "uli")
    assert (ended.code, "no entry 'uli'; did you mean uil?" in ended.err) == (2, True)


def test_the_shipped_file_is_left_alone_in_an_installed_program(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says where to put one's own."""
    monkeypatch.setattr("pipeline.sources.file.__file__", str(desk.path.parent / "sources" / "file.py"))
    ended = desk.command("disable", "uil")
    assert (ended.code, "copy it to ./sources.yaml, or give your own with --sources" in ended.err) == (2, True)
    assert desk.text == OWL


OPML = """<opml version="1.1"><body>
<outline text="Vakmedia"><outline text="Krant" xmlUrl="https://krant.example/rss" language="en-GB"/></outline>
<outline text="Allerlei"><outline text="Krant" type="rss" url="https://blad.example/rss" isComment="true"/></outline>
<outline text="Uil" xmlUrl="http://www.uil.example/feed"/>
<outline text="Uil: bos" xmlUrl="https://uil.example/bos"/>
<outline text="Stuk" xmlUrl="ftp://stuk.example/rss"/>
<outline text="Krant weer" xmlUrl="http://krant.example/rss"/>
</body></opml>
"""


def test_import_adds_what_is_not_there(desk: Desk) -> None:
    """Folders become kinds, ids are made, twins are known, what is wrong has its reason; --dry-run writes nothing."""
    (desk.path.parent / "reader.opml").write_text(OPML, encoding="utf-8")
    tried = desk.command("import", "reader.opml", "--kind", "middenveld", "--lang", "fy", "--dry-run", "--json")
    assert (tried.code, desk.text) == (1, OWL)
    shown = [(f["line"], f["result"], f["id"], f["kind"], f["publisher"]) for f in tried.json["feeds"]]
    assert shown == [
        (2, "added", "krant", "vakmedia", "Krant"),
        (3, "added", "krant-2", "middenveld", "Krant"),
        (4, "there", "uil", "onderzoek", "De Uil"),
        (5, "added", "uil-bos", "middenveld", "De Uil"),
        (6, "refused", "", "", ""),
        (7, "there", "krant", "vakmedia", "Krant"),
    ]
    assert tried.json["feeds"][4]["reason"] == "url: must begin with https:// or http://"
    ended = desk.command("import", "reader.opml", "--kind", "middenveld", "--lang", "fy")
    assert "3 added, 2 there already, 1 refused" in ended.out
    assert desk.text.startswith(OWL)
    assert desk.command("check").out.endswith("sources.yaml: 4 good entries, 3 enabled, 0 problems\n")
    again = desk.command("import", "reader.opml")
    assert "0 added, 5 there already, 1 refused" in again.out
    assert desk.text.count("- id:") == 4
    assert [line.split()[1] for line in desk.text.splitlines() if "lang:" in line] == ["nl", "en", "fy", "fy"]


def test_import_complains(desk: Desk) -> None:
    """A file that is not there, no OPML, or a kind that is none."""
    (desk.path.parent / "no.opml").write_text("<rss/>", encoding="utf-8")
    for arguments, complaint in (
        (["nergens.opml"], "cannot read nergens.opml"),
        (["no.opml"], "no.opml, line 1: no OPML"),
        (["no.opml", "--kind", "krant"], "--kind 'krant' is not a kind; choose from"),
    ):
        ended = desk.command("import", *arguments)
        assert (ended.code, complaint in ended.err) == (2, True)


def test_export_and_import_are_each_others_opposite(desk: Desk) -> None:
    """All that ships, exported and imported into an empty file, gives the same addresses, names, kinds and languages."""
    shipped = ["--sources", str(ROOT / "sources.yaml"), "sources", "export"]
    told = command(*shipped, "--output", "all.opml", "--json").json
    assert told == {"file": "all.opml", "sources": 120, "left_out": []}
    assert command(*shipped).out == (desk.path.parent / "all.opml").read_text(encoding="utf-8")
    assert command(*shipped, "--json").code == 2
    desk.path.write_text("# empty\n", encoding="utf-8")
    assert desk.command("import", "all.opml").code == 0
    copied = command("sources", "export").out
    assert copied == (desk.path.parent / "all.opml").read_text(encoding="utf-8")
    assert "0 added, 120 there already" in desk.command("import", "all.opml").out
