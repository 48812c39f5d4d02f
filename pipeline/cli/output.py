"""What commands print: lines and tables for people, JSON for machines, progress on a terminal."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from enum import Enum
from typing import Any

import typer

from pipeline.core.weeks import Week

Progress = Callable[[int, int], None]


def say(text: str = "") -> None:
    """A line on standard output."""
    typer.echo(text)


def warn(text: str) -> None:
    """A line on standard error."""
    typer.echo(f"windwijzer: {text}", err=True)


def write(text: str) -> None:
    """A document on standard output, byte for byte."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()


def say_json(value: Any) -> None:
    """One JSON document on standard output."""
    write(json.dumps(value, ensure_ascii=False, indent=2, default=_plain) + "\n")


def table(titles: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table that is as wide as it needs to be where the output is a file, and fits where it is a terminal."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(*titles, box=box.SIMPLE_HEAD, pad_edge=False)
    for row in rows:
        drawn.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    terminal = sys.stdout.isatty()
    Console(width=None if terminal else 200, no_color=None if terminal else True).print(drawn)


def when(moment: datetime | None) -> str:
    """A moment for a table; "" for none."""
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""


@contextmanager
def progress(what: str) -> Iterator[Progress]:
    """A progress bar on standard error when the output is a terminal; else nothing."""
    if not (sys.stdout.isatty() and sys.stderr.isatty()):
        yield lambda _done, _all: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, whole: bar.update(task, completed=done, total=whole)


def _plain(value: object) -> Any:
    if isinstance(value, Week):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, frozenset | set):
        return sorted(value)
    raise TypeError(f"no JSON for {type(value).__name__}")
