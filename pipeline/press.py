"""How an edition is made of a week's stories: composed with what the store knows beside them, and drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version

from db.open import Store
from pipeline.core.digest import Digest, Versions
from pipeline.core.model import Assessment, Edition, Story
from pipeline.core.taxonomy import Taxonomy
from pipeline.core.weeks import Week
from pipeline.settings import Settings

EARLIER_WEEKS = 12
"""How far back an edition looks for what came before it."""


@dataclass(frozen=True, slots=True)
class Press:
    """Makes editions with the opinions of one *model* (its fingerprint, "" for none)."""

    settings: Settings
    store: Store
    taxonomy: Taxonomy
    model: str

    def compose(
        self, week: Week, number: int, stories: Sequence[Story], assessments: Mapping[str, Assessment], now: datetime
    ) -> Digest:
        """The digest of *week*: its stories, and what the store knows of sources, weeks and editions before."""
        from reports.compose import Background, compose

        given = Background(
            taxonomy=self.taxonomy,
            sources=self.store.sources.all(),
            fetches=self.store.runs.fetches(week.start(self.settings.timezone), now),
            earlier=self._earlier(week),
            versions=Versions(self.model, self.taxonomy.version, code_version()),
            coverage=self.store.events.coverage(week),
            returning=frozenset(self.store.stories.earlier(week)),
            zone=self.settings.timezone,
        )
        return compose(week, number, stories, assessments, now, given=given)

    def _earlier(self, week: Week) -> dict[Week, dict[str, int]]:
        from reports.jsonform import counts_of

        found = {}
        for back in range(1, EARLIER_WEEKS + 1):
            edition = self.store.editions.newest(week - back)
            if edition is not None:
                found[week - back] = counts_of(edition.digest)
        return found

    def draw(self, digest: Digest, stories: Sequence[Story]) -> Edition:
        """The edition that *digest* is drawn as."""
        from reports import render
        from reports.jsonform import digest_json

        written = digest_json(digest)
        members = sorted(signal.id for story in stories for signal in story.signals)
        inputs = "\n".join([written, self.taxonomy.fingerprint, self.settings.zone, *members])
        return Edition(
            week=digest.week,
            number=digest.edition,
            issued=digest.issued,
            inputs=blake2b(inputs.encode(), digest_size=16).hexdigest(),
            model=digest.versions.model,
            taxonomy=self.taxonomy.fingerprint,
            code=digest.versions.code,
            digest=written,
            html=render.html(digest),
            text=render.text(digest),
        )


def code_version() -> str:
    """The version of the program."""
    try:
        return version("windwijzer")
    except PackageNotFoundError:
        return "0"
