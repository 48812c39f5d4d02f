"""sources export, sources import: to and from other feed readers, as OPML."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import output
from pipeline.cli.exits import DONE, SOURCES_FAILED
from pipeline.cli.options import AsJson
from pipeline.cli.sources_open import SourcesFile, sources_file
from pipeline.core.errors import InputError

if TYPE_CHECKING:
    from pipeline.core.model import Source
    from pipeline.sources.opml import Outline


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What became of one outline: *result* is added, there (already) or refused; *reason* of a refusal."""

    line: int
    title: str
    url: str
    result: str
    id: str = ""
    kind: str = ""
    publisher: str = ""
    reason: str = ""


def export(
    context: typer.Context,
    target: Annotated[Path | None, typer.Option("--output", help="A file; default standard output.")] = None,
    as_json: AsJson = False,
) -> None:
    """Writes the sources as OPML 2.0, a folder for each kind.

    Sources without an address are left out. With --output, --json tells what was written.
    """
    from pipeline.sources.load import load
    from pipeline.sources.opml import write

    if as_json and target is None:
        raise InputError("--json tells what was written to a file; give one with --output")
    file = sources_file(context)
    sources = load(file.path, file.kinds)
    written = write(sources, {kind.id: kind.names["nl"] for kind in file.taxonomy.kinds})
    if target is None:
        output.write(written.decode())
        return
    try:
        target.write_bytes(written)
    except OSError as error:
        raise InputError(f"--output: cannot write {target}: {error.strerror}") from error
    left_out = [source.id for source in sources if not source.url]
    if as_json:
        output.say_json({"file": str(target), "sources": len(sources) - len(left_out), "left_out": left_out})
    else:
        output.say(f"{target}: {len(sources) - len(left_out)} sources, {len(left_out)} without an address left out")


def import_(
    context: typer.Context,
    opml: Annotated[Path, typer.Argument(metavar="FILE.opml", help="What another feed reader exported.")],
    kind: Annotated[str, typer.Option(help="The kind of feeds in a folder that is named after none.")] = "",
    lang: Annotated[str, typer.Option(help="The language of feeds that give none. Default nl.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be added, write nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Adds the feeds in an OPML file that are not among the sources yet. Fetches nothing.

    Ends with 1 when some were refused; each with its reason.
    """
    from pipeline.sources.file import append, current
    from pipeline.sources.opml import read

    file = sources_file(context)
    if kind and kind not in file.kinds:
        raise InputError(f"--kind {kind!r} is not a kind; choose from {', '.join(file.kinds)}")
    outlines = read(_bytes(opml), str(opml))
    entries, verdicts = _judge(file, outlines, current(file.path, file.kinds), kind, lang)
    if entries and not dry_run:
        append(file.path, entries, file.kinds)
    counts = Counter(verdict.result for verdict in verdicts)
    if as_json:
        output.say_json(
            {"file": str(file.path), "written": bool(entries) and not dry_run, "feeds": [asdict(v) for v in verdicts]}
        )
    else:
        rows = [(v.line, v.title, v.url, v.result, v.id, v.kind, v.publisher, v.reason) for v in verdicts]
        output.table(("line", "title", "url", "result", "entry", "kind", "publisher", "reason"), rows)
        done = "would be added" if dry_run else "added"
        output.say(f"{file.path}: {counts['added']} {done}, {counts['there']} there already, {counts['refused']} refused")
        if entries and not dry_run:
            output.say("next: windwijzer sources check --probe --failing")
    raise typer.Exit(SOURCES_FAILED if counts["refused"] else DONE)


def _judge(
    file: SourcesFile, outlines: "Sequence[Outline]", sources: "Sequence[Source]", kind: str, lang: str
) -> "tuple[list[Source], list[_Verdict]]":
    """The entries to add, and what becomes of each outline, in their order."""
    from pipeline.sources.draft import Wishes, draft
    from pipeline.sources.file import refusals
    from pipeline.sources.relations import Register

    kinds = {word.casefold(): one.id for one in file.taxonomy.kinds for word in (one.id, *one.names.values())}
    known = Register(sources)
    drafts: list[tuple[Outline, Source, Source | None]] = []
    for outline in outlines:
        twin = known.twin(outline.url)
        folder = next((kinds[name.casefold()] for name in outline.folders if name.casefold() in kinds), kind)
        entry = draft(
            outline.url, outline.title, outline.lang or lang, Wishes(kind=folder), known, enabled=not outline.disabled
        )
        drafts.append((outline, entry, twin))
        if twin is None:
            known.add(entry)
    reasons = refusals([entry for _, entry, twin in drafts if twin is None], file.kinds)
    verdicts = []
    for outline, entry, twin in drafts:
        reason = reasons.get((twin or entry).id, "")
        result = "refused" if reason else "there" if twin else "added"
        one = twin or entry
        told = ("", "", "") if reason else (one.id, one.kind, one.publisher)
        verdicts.append(_Verdict(outline.line, entry.name, outline.url, result, *told, reason=reason))
    return [entry for _, entry, twin in drafts if twin is None and entry.id not in reasons], verdicts


def _bytes(path: Path) -> bytes:
    from pipeline.sources.opml import MAX_BYTES

    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from error
