"""A home whose feeds still hold several weeks."""

import json
import shutil
from collections.abc import Iterable
from contextlib import closing
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

from db.open import open_store
from pipeline.core.weeks import Week, span
from tests.cli.home import Home, Printed
from tests.servers import FeedServer

FIRST, LAST = Week(2026, 40), Week(2026, 47)
WEEKS = tuple(span(FIRST, LAST))
ODD = tuple(week for week in WEEKS if week.number % 2)
"""The weeks of which there is news."""


def news(weeks: Iterable[Week], number: int = 0) -> list[tuple[str, str, str]]:
    """An item of the Wednesday of each week."""
    return [
        (
            f"Gemeente {week.number} zet robot {number} achter balie {week.number + number}",
            f"Wie in wijk {week.number} iets wil vragen krijgt chatbot {number} aan de lijn.",
            format_datetime(week.start() + timedelta(days=2, hours=9 + number)),
        )
        for week in weeks
    ]


def home_of_weeks(folder: Path, server: FeedServer, models: Path) -> Home:
    """A home with a source that reaches back to W41, and one that only has last week; they are not collected yet."""
    shutil.copytree(models, folder / "models")
    home = Home(folder, server)
    home.add("diep", *news(ODD))
    home.add("ondiep", *news([LAST], 1))
    return home


def digests(home: Home) -> dict[str, str]:
    """The digests that were made, as JSON, by week."""
    with closing(open_store(f"sqlite:///{home.folder / 'windwijzer.db'}")) as store:
        found = [store.editions.newest(week) for week in store.editions.weeks()]
    return {str(edition.week): edition.digest for edition in found if edition}


def outcomes(ran: Printed) -> dict[str, str]:
    """What came of each week of a history that was told as JSON."""
    return {one["week"]: one["outcome"] for one in ran.json["weeks"]}


def told(home: Home, week: Week) -> str:
    """The text of a week's digest, its lines as one."""
    return " ".join(home.command("digest", "--week", str(week)).out.split())


def share_server(one: Home, other: Home) -> None:
    """Gives *other* the sources of *one*."""
    other.sources = one.sources
    (other.folder / "sources.json").write_text(json.dumps(other.sources), encoding="utf-8")
