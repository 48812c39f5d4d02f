"""run, collect, classify, digest, deliver, as an operator calls them."""

import email
import email.policy
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.home import MONDAY, Home
from tests.servers import Answer


def test_a_run_collects_judges_tells_and_delivers(home: Home) -> None:
    """One run on Monday makes the digest of the week that ended, as a mail in the outbox."""
    ran = home.command("run", "--json")
    assert ran.code == 0
    assert [e["week"] for e in ran.json["editions"]] == ["2026-W47"]
    assert ran.json["collect"]["new"] == 5
    assert [d["state"] for d in ran.json["deliveries"]] == ["sent"]
    mail = email.message_from_bytes((home.folder / "outbox/2026-W47-1.eml").read_bytes(), policy=email.policy.default)
    parts = [part.get_content_type() for part in mail.walk()]
    assert parts == ["multipart/alternative", "text/plain", "text/html"]
    text = mail.get_body(("plain",))
    assert text is not None
    assert "4 berichten → 3 verhalen" in " ".join(text.get_content().split())


def test_a_second_run_at_the_same_moment_changes_nothing(home: Home) -> None:
    """Running twice adds no signal, makes no edition and sends nothing."""
    home.command("run")
    outbox = {path.name: path.read_bytes() for path in (home.folder / "outbox").iterdir()}
    before = home.command("digest", "--week", "2026-W47", "--format", "html").out
    again = home.command("run", "--json")
    assert again.code == 0
    assert (again.json["collect"]["new"], again.json["classified"], again.json["editions"]) == (0, 0, [])
    assert home.command("digest", "--week", "2026-W47", "--format", "html").out == before
    assert {path.name: path.read_bytes() for path in (home.folder / "outbox").iterdir()} == outbox


def test_the_same_home_elsewhere_gives_the_same_bytes(
    home: Home, tmp_path_factory: pytest.TempPathFactory, models: Path
) -> None:
    """Two machines that collect the same at the same moment tell the same."""
    from tests.cli.home import make_home

    other = make_home(tmp_path_factory.mktemp("other"), home.server, models)
    for form in ("html", "text", "json"):
        for one in (home, other):
            one.command("collect")
        assert home.command("digest", "--format", form).out == other.command("digest", "--format", form).out


def test_stages_run_one_by_one(home: Home) -> None:
    """collect, classify, digest and deliver come to the same as run."""
    assert home.command("collect").code == 0
    assert home.command("classify", "--week", "2026-W47", "--json").json["classified"] == 4
    assert "Windwijzer" in home.command("digest", "--week", "2026-W47").out
    assert home.command("deliver", "--week", "2026-W47", "--json").json[0]["state"] == "sent"
    assert home.command("deliver", "--week", "2026-W47", "--json").json[0]["attempts"] == 1


def test_each_signal_is_in_one_week(home: Home) -> None:
    """What was published after Monday midnight is in the next week, and only there."""
    home.command("run")
    weeks = [{s["id"] for s in home.command("signals", "list", "--week", w, "--json").json} for w in ("2026-W47", "2026-W48")]
    assert [len(week) for week in weeks] == [4, 1]
    assert not weeks[0] & weeks[1]


def test_a_history_is_rebuilt_but_not_delivered(home: Home) -> None:
    """--from and --to make every week that has signals, name the empty ones, and mail nothing."""
    ran = home.command("run", "--from", "2026-W45", "--to", "2026-W47", "--json")
    assert ran.code == 0
    assert [e["week"] for e in ran.json["editions"]] == ["2026-W47"]
    assert ran.json["empty"] == ["2026-W45", "2026-W46"]
    assert ran.json["deliveries"] == []
    assert not (home.folder / "outbox").exists()


def test_a_late_signal_appears_in_the_next_week(home: Home) -> None:
    """What turns up after its week was told changes nothing there; it is told the week after, as nagekomen."""
    home.command("run")
    before = home.command("digest", "--week", "2026-W47", "--json").out
    item = ("Chatbot van gemeente geeft verkeerd antwoord", "De robot verwees bellers door.", "Sun, 22 Nov 2026 23:00:00 +0100")
    home.add("streek", item)
    monday = "2026-11-30T07:00+01:00"
    assert home.command("collect", now="2026-11-25T12:00+01:00").code == 0
    assert home.command("run", now=monday).code == 0
    assert home.command("digest", "--week", "2026-W47", "--json", now=monday).out == before
    late = [
        s for s in home.command("signals", "list", "--week", "2026-W48", "--json", now=monday).json if s["source"] == "streek"
    ]
    assert [s["week_reason"] for s in late] == ["late"]
    assert "nagekomen" in home.command("digest", "--week", "2026-W48", now=monday).out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("digest", "--week", "2026-W99"), 2, "2026 has 53 weeks"),
        (("digest", "--week", "week 47"), 2, "write it as 2026-W47"),
        (("digest", "--week", "2026-W10"), 3, "nothing was collected for 2026-W10"),
        (("digest", "--week", "2026-W48"), 3, "has not ended"),
        (("digest", "--output", "/nowhere/at/all.html"), 2, "cannot write /nowhere/at/all.html"),
        (("deliver", "--week", "2026-W30"), 2, "windwijzer digest --week 2026-W30"),
        (("run", "--week", "2026-W47", "--from", "2026-W40"), 2, "either --week"),
        (("run", "--to", "2026-W40"), 2, "--to needs --from"),
        (("run", "--from", "2026-W47", "--to", "2026-W40"), 2, "comes after"),
        (("walk",), 2, "No such command"),
    ],
)
def test_bad_input_says_what_is_wrong(home: Home, arguments: tuple[str, ...], code: int, words: str) -> None:
    """Every mistake has its exit code, and one line that names the thing and the remedy."""
    home.command("collect")
    ended = home.command(*arguments)
    assert (ended.code, words in ended.err) == (code, True), ended.err
    assert "Traceback" not in ended.err


def test_a_moment_without_a_zone_is_refused(home: Home) -> None:
    """Nobody knows when 07:00 is without a zone."""
    ended = home.command("status", now="2026-11-23T07:00")
    assert ended.code == 2
    assert "has no zone" in ended.err


def test_a_failed_source_is_told_and_gives_exit_code_one(home: Home) -> None:
    """The run goes on without it; the line, the code and the digest say that it was not heard."""
    home.add("stuk", answer=Answer(500, b"broken"))
    ended = home.command("run")
    assert ended.code == 1
    assert "not heard: stuk: http-error (HTTP 500 Internal Server Error)" in ended.out
    assert "Niet gehoord: Stuk" in home.command("digest").out


def test_an_outbox_that_cannot_be_written_is_a_delivery_error(home: Home) -> None:
    """Exit code 4, and the next run delivers after all."""
    (home.folder / "outbox").write_text("in the way", encoding="utf-8")
    ended = home.command("run")
    assert (ended.code, "cannot write the mail" in ended.err) == (4, True)
    (home.folder / "outbox").unlink()
    again = home.command("run", "--json")
    assert again.code in {0, 4}
    assert [d["week"] for d in again.json["deliveries"]] == ["2026-W47"]


def test_an_interrupt_ends_with_130(home: Home) -> None:
    """Ctrl-C during a collecting run stops it within seconds, in one line."""
    home.add("traag", answer=Answer(act=lambda _: time.sleep(20)))
    arguments = ["--home", str(home.folder), "--sources", str(home.folder / "sources.json"), "--now", MONDAY, "collect"]
    code = "import sys; from pipeline.cli.main import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stderr=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
        cwd=Path(__file__).parents[2],
    )
    while not home.server.asked["/traag"]:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    try:
        _, said = process.communicate(timeout=60)  # it takes three seconds; the rest is for a busy machine
    finally:
        process.kill()
    assert process.returncode == 130
    assert said.strip() == "windwijzer: interrupted; what was stored is kept, run again to go on"
