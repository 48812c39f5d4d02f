"""Writing sources.yaml in place: entries at the end, one field changed. Whole or not at all, and nothing else touched."""

import difflib
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.core.errors import InputError
from pipeline.core.model import Source
from pipeline.sources.load import Problem, check
from pipeline.sources.splice import BY_HAND, Value, appended, changed, is_empty

_CHANGEABLE = ("url", "kind", "lang", "publisher", "enabled", "notes", "licence")


def current(path: Path, kinds: Collection[str]) -> tuple[Source, ...]:
    """The sources in a file that may be written to; a file with nothing but comments has none.

    InputError with the remedy when it is not there, not writable, JSON, the one shipped inside the installed program, or
    holds a problem.
    """
    if path.resolve() == (Path(__file__).parents[1] / "sources.yaml").resolve():
        raise InputError(
            f"{path} came with the program and is replaced by the next version; copy it to ./sources.yaml, or give your own"
            " with --sources"
        )
    if not path.exists():
        raise InputError(f"there is no {path}; make it first (an empty file will do), or give yours with --sources")
    if not os.access(path, os.W_OK):
        raise InputError(f"{path} may not be written to; copy it to ./sources.yaml, or give your own with --sources")
    if path.suffix.lower() == ".json":
        raise InputError(f"{path} is JSON; {BY_HAND}")
    sources, problems = check(path, kinds)
    if problems and not _only_comments(path):
        raise InputError(f"{path} has to be repaired first: {_told(problems)}")
    return sources


def append(path: Path, entries: Sequence[Source], kinds: Collection[str]) -> None:
    """Adds *entries* at the end of a sources file. They are as `pipeline.sources.load.load` would give them.

    Every byte that was there stays, in its place (but for an empty list "[]", which makes room, and a last line without an
    end, which gets one). The new file is checked and compared before it replaces the old one in one step; when anything is
    wrong with it nothing is changed and InputError says why.
    """
    before = current(path, kinds)
    _rewrite(path, kinds, lambda text: appended(text, entries), (*before, *entries))


def change(path: Path, ident: str, field: str, value: Value, kinds: Collection[str]) -> bool:
    """Gives one field of the entry *ident* another value; False when it has that already. For the rest as `append`."""
    before = current(path, kinds)
    old = next((source for source in before if source.id == ident), None)
    if old is None:
        raise unknown(ident, before, path)
    if field not in _CHANGEABLE:
        raise InputError(f"the field {field} of {ident} in {path}: {BY_HAND}")
    fields: dict[str, Any] = {field: value}
    new = replace(old, **fields)
    if new == old:
        return False
    _rewrite(
        path,
        kinds,
        lambda text: changed(text, ident, field, value),
        tuple(new if source is old else source for source in before),
    )
    return True


def unknown(ident: str, sources: Sequence[Source], path: Path) -> InputError:
    """The complaint about an id that no entry has, with the nearest."""
    near = difflib.get_close_matches(ident, [source.id for source in sources], n=1)
    return InputError(f"{path} has no entry {ident!r}" + (f"; did you mean {near[0]}?" if near else ""))


def refusals(entries: Sequence[Source], kinds: Collection[str]) -> dict[str, str]:
    """What `pipeline.sources.load.check` has against *entries*, each with an id of its own: id → reasons."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sources.yaml"
        path.write_bytes(_encoded(appended("", entries)))
        problems = check(path, kinds)[1]
    return {
        entry.id: "; ".join(f"{problem.field}: {problem.message}" for problem in problems if problem.entry == name)
        for number, entry in enumerate(entries, 1)
        if any(problem.entry == (name := f"{number} ({entry.id})") for problem in problems)
    }


def _rewrite(path: Path, kinds: Collection[str], edit: Callable[[str], str], wanted: tuple[Source, ...]) -> None:
    """Puts the edited text in place of the old, provided that it is read as *wanted*."""
    path = path.resolve()  # a link stays a link
    try:
        old = path.read_bytes()
        mark = b"\xef\xbb\xbf" if old.startswith(b"\xef\xbb\xbf") else b""
        new = mark + _encoded(edit(old.removeprefix(mark).decode()))
        _replace(path, old, new, lambda draft: _compare(draft, kinds, wanted))
    except InputError as error:
        raise InputError(f"{path} was left as it is: {error}") from error
    except (OSError, UnicodeError) as error:
        raise InputError(f"{path} was left as it is: cannot write it: {error}") from error


def _compare(draft: Path, kinds: Collection[str], wanted: tuple[Source, ...]) -> None:
    found, problems = check(draft, kinds)
    if problems:
        raise InputError(_told(problems))
    if found != wanted:
        raise InputError(f"the change would alter something else too; {BY_HAND}")


def _replace(path: Path, old: bytes, new: bytes, judge: Callable[[Path], None]) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(new)
            file.flush()
            os.fsync(file.fileno())
        judge(draft)
        shutil.copymode(path, draft)
        standing = path.stat()
        with suppress(PermissionError):  # only root may give a file away
            os.chown(draft, standing.st_uid, standing.st_gid)
        if path.read_bytes() != old:
            raise InputError("somebody else changed it in the meantime; try again")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise InputError(f"a character that no file can hold: {error.object[error.start : error.end]!r}") from error


def _only_comments(path: Path) -> bool:
    try:
        return is_empty(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, InputError):
        return False


def _told(problems: Sequence[Problem]) -> str:
    return "; ".join(str(problem) for problem in problems)
