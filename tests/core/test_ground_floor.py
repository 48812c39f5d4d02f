"""The ground floor: standard library only, no I/O."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import pipeline.core

FLOOR = sorted(f"pipeline.core.{file.stem}" for file in Path(pipeline.core.__path__[0]).glob("[!_]*.py"))
ASK = """
import json, sys
before = set(sys.modules)
__import__(sys.argv[1])
print(json.dumps(sorted({name.partition(".")[0] for name in set(sys.modules) - before})))
"""


def test_the_floor_is_where_it_was() -> None:
    """The nouns, the taxonomy, the calendar and the errors stand on this floor."""
    assert set(FLOOR) >= {f"pipeline.core.{name}" for name in ("errors", "model", "taxonomy", "weeks")}


@pytest.mark.parametrize("module", FLOOR)
def test_standard_library_only(module: str) -> None:
    """Importing a module of the ground floor loads the standard library and the floor itself, nothing else."""
    ran = subprocess.run([sys.executable, "-c", ASK, module], capture_output=True, text=True, check=True)
    # a distribution's own build facts, which the standard library reads when it looks for time zones
    loaded = {name for name in json.loads(ran.stdout) if not name.startswith("_sysconfigdata_")}
    assert "pipeline" in loaded
    assert loaded - set(sys.stdlib_module_names) == {"pipeline"}


@pytest.mark.parametrize("module", FLOOR)
def test_no_other_room(module: str) -> None:
    """Importing a module of the ground floor loads no other part of the house."""
    code = f"import sys, {module}; print(*(name for name in sys.modules if name.startswith('pipeline.')))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert all(name.startswith("pipeline.core") for name in ran.stdout.split())
