"""Help: there for every command, with an example, and quick."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.cli.exits import guarded
from tests.cli.home import command

COMMANDS = (
    "run",
    "collect",
    "classify",
    "digest",
    "deliver",
    "status",
    "demo",
    "sources check",
    "sources list",
    "model train",
    "model evaluate",
    "model predict",
    "model drift",
    "sources add",
    "sources enable",
    "sources disable",
    "sources import",
    "sources export",
    "sources log",
    "sources undo",
    "signals list",
    "signals add",
    "signals import",
    "stories list",
    "review queue",
    "review sample",
    "review export",
    "review import",
    "review set",
    "db upgrade",
)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str) -> None:
    """--help says how it is called, with an example."""
    ended = command(*name.split(), "--help")
    assert ended.code == 0
    assert f"Example: {'echo' if name == 'model predict' else 'windwijzer'}" in " ".join(ended.out.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_speaks_json(name: str) -> None:
    """--json is offered everywhere."""
    assert "--json" in command(*name.split(), "--help").out


def test_help_loads_nothing_heavy() -> None:
    """`windwijzer --help` loads neither scikit-learn, matplotlib nor SQLAlchemy, and is quick."""
    code = (
        "import sys; from pipeline.cli.main import run; run(['--help']);"
        "print([m for m in ('sklearn', 'matplotlib', 'sqlalchemy', 'numpy', 'httpx') if m in sys.modules], file=sys.stderr)"
    )
    began = time.monotonic()
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert ran.stderr.strip() == "[]"
    assert "Exit codes" in ran.stdout
    assert time.monotonic() - began < 3  # about 0.2 s; the margin is for a busy machine


def test_a_bug_keeps_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    """What is not of our own error tree ends with 70 and shows where it is."""

    def broken() -> int:
        return 1 // 0

    assert guarded(broken) == 70
    said = capsys.readouterr().err
    assert "ZeroDivisionError" in said
    assert "this is a bug" in said
