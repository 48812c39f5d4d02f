"""What an edition rests on beside its stories. Frozen nouns."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pipeline.core.corrections import Correction
from pipeline.core.digest import Versions
from pipeline.core.estimates import Estimate
from pipeline.core.findings import Intake, Revision
from pipeline.core.ledger import Coverage
from pipeline.core.model import Assessment, Source, WeekCounts
from pipeline.core.taxonomy import Taxonomy
from reports.hearing import Fetch


@dataclass(frozen=True, slots=True)
class Background:
    """What a week's digest rests on beside its stories and the assessments of their leads.

    *history* are the counts of the weeks before, made with the same model; *coverage* says of which part of the week each
    source was heard, by id; *returning* are the ids of the stories that go on with one of the week before. *opinions* are what
    the model thought before people corrected it, *corrections* what they said since the edition before, *titles* those of the
    signals that it is about. *revision* says what changed since the edition that this one takes the place of.
    *estimates* are counts corrected by a checked sample, () where there is none.
    """

    taxonomy: Taxonomy
    sources: Mapping[str, Source]
    fetches: tuple[Fetch, ...]
    intake: Intake
    versions: Versions
    zone: str
    history: tuple[WeekCounts, ...] = ()
    coverage: Mapping[str, Coverage] = field(default_factory=dict)
    returning: tuple[str, ...] = ()
    opinions: Mapping[str, Assessment] = field(default_factory=dict)
    corrections: tuple[Correction, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    lang: str = "nl"
    revision: Revision | None = None
    estimates: tuple[Estimate, ...] = ()

    def spoken_in(self, lang: str) -> "Background":
        """The same for an edition in another language."""
        return replace(self, lang=lang)
