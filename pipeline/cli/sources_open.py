"""The sources file in force and the way to the web, for the commands about sources."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from pipeline.cli.options import given, log_to_stderr

if TYPE_CHECKING:
    from pipeline.core.taxonomy import Taxonomy
    from pipeline.settings import Settings
    from pipeline.sources.probe import Fetch


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
    from pipeline.app import fetcher, sources_path

    options = given(context)
    settings = options.settings()
    log_to_stderr(settings.log_level)
    return SourcesFile(sources_path(settings), settings, load_taxonomy(), fetcher(settings, options.moment))
