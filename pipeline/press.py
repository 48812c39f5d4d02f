"""How an edition is made: everything it rests on is gathered and frozen, and what is frozen is composed and drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from db.open import Store
from pipeline.core.digest import Versions
from pipeline.core.errors import EditionError
from pipeline.core.estimates import Estimate
from pipeline.core.model import Assessment, Edition, Story, WeekCounts
from pipeline.core.taxonomy import Taxonomy
from pipeline.core.weeks import Week
from pipeline.settings import Settings
from pipeline.watch.coverage import concerning

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
        estimates: Sequence[Estimate],
    ) -> "Inputs":
        """All that the edition of *week* rests on, at *now*.

        *opinions* are the model's own, *outranked* what counts after people's words.
        """
        from reports.background import Background
        from reports.inputs import gathered

        zone = self.settings.timezone
        answers = self.store.runs.fetches(week.start(zone), min(now, (week + 1).end(zone)))
        before = self.store.editions.newest_before(week)
        said = self.store.corrections.since(before.issued) if before else ()
        background = Background(
            taxonomy=self.taxonomy,
            sources=self.store.sources.all(),
            fetches=tuple(concerning(week, answers, zone)),
            intake=self.store.runs.intake(before.issued if before else week.start(zone), now),
            versions=Versions(self.model, self.taxonomy.version, code_version()),
            zone=self.settings.zone,
            history=tuple(history),
            estimates=tuple(estimates),
            coverage=self.store.events.coverage(week),
            returning=tuple(sorted(self.store.stories.earlier(week))),
            opinions=opinions,
            corrections=said,
            titles={ident: signal.title for ident, signal in self.store.signals.some({c.signal for c in said}).items()},
        )
        return gathered(week, number, now, stories, outranked, background)

    def revise(
        self,
        edition: Edition,
        now: datetime,
        *,
        opinions: Mapping[str, Assessment],
        outranked: Mapping[str, Assessment],
        history: Sequence[WeekCounts],
        estimates: Sequence[Estimate],
    ) -> "Inputs | None":
        """What the edition after *edition* rests on; None when nothing that decides it has changed. Errors as `frozen`."""
        from reports.revise import revised

        said = self.store.corrections.since(edition.issued)
        return revised(
            self.frozen(edition),
            now,
            opinions=opinions,
            outranked=outranked,
            history=history,
            estimates=estimates,
            corrections=said,
            titles={ident: signal.title for ident, signal in self.store.signals.some({c.signal for c in said}).items()},
            taxonomy=self.taxonomy,
            model=self.model,
            zone=self.settings.zone,
            code=code_version(),
        )

    def frozen(self, edition: Edition) -> "Inputs":
        """What *edition* was made of. EditionError when that is not kept, or is not what it was."""
        document = self.store.editions.inputs(edition.week, edition.number)
        if document is None:
            raise EditionError(f"{edition.week}/{edition.number} is of before inputs were kept: there is only the stored copy")
        return self.thaw(document)

    def thaw(self, document: bytes) -> "Inputs":
        """The inputs in a frozen *document*, with the signals as they are stored. EditionError when those have changed."""
        from reports.inputs import signals_of, thaw

        return thaw(document, self.store.signals.some(signals_of(document)))

    def rebuilt(self, edition: Edition) -> tuple[Edition, str]:
        """*edition* made again from what it was made of, and "".

        Where that comes out otherwise because libraries have other versions than then, or when its inputs are not kept: the
        stored copy, and a sentence that says so. EditionError when it comes out otherwise and nothing explains it.
        """
        from reports.inputs import libraries

        if self.store.editions.inputs(edition.week, edition.number) is None:
            return edition, f"{edition.week}/{edition.number} is of before inputs were kept: this is the stored copy"
        inputs = self.frozen(edition)
        made = self.draw(inputs)
        if (made.digest, made.html, made.text) == (edition.digest, edition.html, edition.text):
            return edition, ""
        here = dict(libraries())
        other = [f"{name} {then} (here {here.get(name)})" for name, then in inputs.libraries.items() if here.get(name) != then]
        if other:
            return edition, f"this is the stored copy: it was made with {', '.join(other)}"
        raise EditionError(
            f"{edition.week}/{edition.number} comes out otherwise than what is stored: its copy was changed, or this is a"
            " defect, please report it; --stored prints the copy"
        )

    def draw(self, inputs: "Inputs", lang: str = "nl") -> Edition:
        """The edition that *inputs* make, in the language *lang*. EditionError when it would claim more than they bear out."""
        from reports import render
        from reports.fit import fitted
        from reports.gate import complaints
        from reports.inputs import fingerprint
        from reports.jsonform import digest_json
        from reports.revise import composed

        digest = fitted(composed(inputs, lang), render.size)
        if wrong := complaints(digest, inputs.stories, inputs.assessments):
            raise EditionError(
                f"{inputs.week} is not issued, {len(wrong)} claims do not hold: {'; '.join(wrong[:3])}; report this"
            )
        return Edition(
            week=digest.week,
            number=digest.edition,
            issued=digest.issued,
            inputs=fingerprint(inputs),
            model=digest.versions.model,
            taxonomy=inputs.background.taxonomy.fingerprint,
            code=digest.versions.code,
            digest=digest_json(digest),
            html=render.html(digest),
            text=render.text(digest),
        )


def code_version() -> str:
    """The version of the program."""
    try:
        return version("windwijzer")
    except PackageNotFoundError:
        return "0"
