"""The plan of the house: its layers hold, and a breach is seen."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LINT = Path(sys.executable).with_name("lint-imports")


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([LINT, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)


def test_the_layers_hold() -> None:
    """No import goes up or sideways."""
    ran = _lint(ROOT)
    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("reports/rank.py", "import classifiers.model"),
        ("db/engine.py", "import reports.rank"),
        ("pipeline/core/weeks.py", "import pipeline.news.distil"),
        ("pipeline/stages/collect.py", "import pipeline.app"),
        ("reports/render.py", "import httpx"),
        ("classifiers/assess.py", "import sqlalchemy"),
    ],
)
def test_a_breach_is_seen(tmp_path: Path, file: str, line: str) -> None:
    """Each of these imports would be found."""
    for package in ("pipeline", "classifiers", "db", "reports"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("*.jsonl", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    path = tmp_path / file
    path.write_text(path.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    assert _lint(tmp_path).returncode == 1
