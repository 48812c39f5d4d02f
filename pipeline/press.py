"""How an edition is made: everything it rests on is gathered and frozen, and what is frozen is composed and drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from db.open import Store
from pipeline.core.digest import Versions
from pipeline.core.errors import EditionError
from pipeline.core.model import Assessment, Edition, Story, WeekCounts
from pipeline.core.taxonomy import Taxonomy
from pipeline.core.weeks import Week
from pipeline.settings import Settings

if TYPE_CHECKING:
    from reports.inputs import Inputs


@dataclass(frozen=True, slots=True)
class Press:
    """Makes editions with the opinions of one *model* (its fingerprint, "" for none)."""

    settings: Settings
    store: Store
    taxonomy: Taxonomy
    model: str

    def gather(
        self,
        week: Week,
        number: int,
        now: datetime,
        stories: Sequence[Story],
        *,
        opinions: Mapping[str, Assessment],
        outranked: Mapping[str, Assessment],
        history: Sequence[WeekCounts],
    ) -> "Inputs":
        """All that the edition of *week* rests on, at *now*.

        *opinions* are the model's own, *outranked* what counts after people's words.
        """
        from reports.background import Background
        from reports.inputs import gathered

        zone = self.settings.timezone
        before = self.store.editions.newest_before(week)
        said = self.store.corrections.since(before.issued) if before else ()
        background = Background(
            taxonomy=self.taxonomy,
            sources=self.store.sources.all(),
            fetches=self.store.runs.fetches(week.start(zone), now),
            intake=self.store.runs.intake(week.start(zone), week.end(zone)),
            versions=Versions(self.model, self.taxonomy.version, code_version()),
            zone=self.settings.zone,
            history=tuple(history),
            coverage=self.store.events.coverage(week),
            returning=tuple(sorted(self.store.stories.earlier(week))),
            opinions=opinions,
            corrections=said,
            titles={ident: signal.title for ident, signal in self.store.signals.some({c.signal for c in said}).items()},
        )
        return gathered(week, number, now, stories, outranked, background)

    def again(self, edition: Edition) -> "Again":
        """*edition* made again from what it was made of. EditionError when that is not kept, or is not what it was."""
        from reports.inputs import libraries, signals_of, thaw

        document = self.store.editions.inputs(edition.week, edition.number)
        if document is None:
            raise EditionError(f"{edition.week}/{edition.number} is of before inputs were kept: there is only the stored copy")
        inputs = thaw(document, self.store.signals.some(signals_of(document)))
        here = dict(libraries())
        other = {name: made for name, made in inputs.libraries.items() if here.get(name) != made}
        return Again(self.draw(inputs), {name: (made, here.get(name, "none")) for name, made in sorted(other.items())})

    def draw(self, inputs: "Inputs", lang: str = "nl") -> Edition:
        """The edition that *inputs* make, in the language *lang*."""
        from reports import render
        from reports.compose import compose
        from reports.inputs import fingerprint
        from reports.jsonform import digest_json

        given = inputs.background.spoken_in(lang)
        digest = compose(inputs.week, inputs.number, inputs.stories, inputs.assessments, inputs.now, given=given)
        return Edition(
            week=digest.week,
            number=digest.edition,
            issued=digest.issued,
            inputs=fingerprint(inputs),
            model=digest.versions.model,
            taxonomy=given.taxonomy.fingerprint,
            code=digest.versions.code,
            digest=digest_json(digest),
            html=render.html(digest),
            text=render.text(digest),
        )


@dataclass(frozen=True, slots=True)
class Again:
    """An edition made again, and the libraries of which the version is not that of the first time: (then, here) by name."""

    edition: Edition
    other: Mapping[str, tuple[str, str]]


def code_version() -> str:
    """The version of the program."""
    try:
        return version("windwijzer")
    except PackageNotFoundError:
        return "0"
