"""The sources file in force and the way to the web, for the commands about sources."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from pipeline.cli.options import given, log_to_stderr

if TYPE_CHECKING:
    from pipeline.core.model import FetchResult
    from pipeline.core.taxonomy import Taxonomy
    from pipeline.settings import Settings
    from pipeline.sources.probe import Fetch
    from pipeline.web.ask import FetchRequest


@dataclass(frozen=True, slots=True)
class SourcesFile:
    """Where the sources stand, and what they are judged by."""

    path: Path
    settings: "Settings"
    taxonomy: "Taxonomy"
    fetch: "Fetch"

    @property
    def kinds(self) -> list[str]:
        """The ids of the kinds there are."""
        return [kind.id for kind in self.taxonomy.kinds]


def sources_file(context: typer.Context) -> SourcesFile:
    """The sources file in force; it is not read yet."""
    from classifiers.taxonomy import load_taxonomy
    from pipeline.app import sources_path

    options = given(context)
    settings = options.settings()
    log_to_stderr(settings.log_level)

    def ask(requests: "Sequence[FetchRequest]") -> "Iterator[FetchResult]":
        from pipeline.web.ask import FetchLimits
        from pipeline.web.fetch import fetch
        from pipeline.web.turns import Politeness

        limits = FetchLimits(politeness=Politeness(settings.domain_gap, settings.domain_parallel))
        allowed, contact = settings.allow_networks, settings.contact
        return fetch(requests, now=options.moment, allowed=allowed, contact=contact, limits=limits)

    return SourcesFile(sources_path(settings), settings, load_taxonomy(), ask)
