"""A home to run commands in, and what they printed."""

import contextlib
import io
import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.cli.main import run
from tests.servers import Answer, FeedServer

MONDAY = "2026-11-23T07:00+01:00"


class _Out(io.StringIO):
    """Standard output that also takes bytes, as a real one does."""

    def __init__(self) -> None:
        super().__init__()
        self.raw = io.BytesIO()

    @property
    def buffer(self) -> io.BytesIO:
        """Where bytes go."""
        return self.raw

    def all(self) -> str:
        """Everything printed; commands print either lines or one document."""
        return self.getvalue() + self.raw.getvalue().decode()


@dataclass(frozen=True)
class Printed:
    """The end of a command."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What was printed, as data."""
        return json.loads(self.out)


@dataclass
class Home:
    """A folder with a sources file and a trained model."""

    folder: Path
    server: FeedServer
    sources: list[dict[str, Any]] = field(default_factory=list)

    def add(self, ident: str, *items: tuple[str, str, str], answer: Answer | None = None, **fields: Any) -> None:
        """A source with (title, summary, RFC 822 date) items, served as RSS; or with an *answer* of its own."""
        self.server.answers[f"/{ident}"] = answer or Answer(body=rss(*items, site=ident))
        entry = {"id": ident, "name": ident.title(), "url": self.server.url(f"/{ident}"), "kind": "nieuws", "lang": "nl"}
        self.sources.append(entry | fields)
        (self.folder / "sources.json").write_text(json.dumps(self.sources), encoding="utf-8")

    def command(self, *arguments: str, now: str = MONDAY) -> Printed:
        """Runs a command of windwijzer in this home at *now*."""
        before = ["--home", str(self.folder), "--sources", str(self.folder / "sources.json"), "--now", now]
        return command(*before, *arguments)


def command(*arguments: str) -> Printed:
    """Runs a command line in this process."""
    out, err = _Out(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(list(arguments))
    return Printed(code, out.all(), err.getvalue())


def rss(*items: tuple[str, str, str], site: str) -> bytes:
    """An RSS feed of (title, summary, date) items."""
    drawn = "".join(
        f"<item><title>{title}</title><link>https://{site}.example/{number}</link><description>{summary}</description>"
        f"<pubDate>{date}</pubDate></item>"
        for number, (title, summary, date) in enumerate(items)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{site}</title>{drawn}</channel></rss>'.encode()


def make_home(folder: Path, server: FeedServer, models: Path) -> Home:
    """A home with the model of *models* and two sources with a week of news."""
    shutil.copytree(models, folder / "models")
    home = Home(folder, server)
    home.add(
        "dagblad",
        (
            "Gemeente vervangt balie door chatbot",
            "Wie iets wil vragen krijgt een robot aan de lijn.",
            "Tue, 17 Nov 2026 09:00:00 +0100",
        ),
        ("Thuisploeg wint derby", "Na rust vielen er drie doelpunten.", "Wed, 18 Nov 2026 22:10:00 +0100"),
        ("Wegwerk op de ringweg", "De afrit is een nacht dicht.", "Mon, 23 Nov 2026 06:30:00 +0100"),
    )
    home.add(
        "omroep",
        ("Gemeente vervangt balie door chatbot", "Inwoners spreken voortaan met een robot.", "Tue, 17 Nov 2026 10:00:00 +0100"),
        ("Buren runnen samen de dorpswinkel", "Vrijwilligers staan er om de beurt.", "Fri, 20 Nov 2026 11:00:00 +0100"),
    )
    return home
