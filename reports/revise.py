"""The inputs of an edition, and how things stand now → the inputs of the edition after it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from pipeline.core.corrections import Correction
from pipeline.core.digest import Digest
from pipeline.core.estimates import Estimate
from pipeline.core.findings import Cause, Revision
from pipeline.core.model import Assessment, WeekCounts
from pipeline.core.taxonomy import Taxonomy
from reports.compose import compose
from reports.differ import difference
from reports.inputs import Inputs, gathered


def revised(
    before: Inputs,
    now: datetime,
    *,
    opinions: Mapping[str, Assessment],
    outranked: Mapping[str, Assessment],
    history: Sequence[WeekCounts],
    estimates: Sequence[Estimate],
    corrections: Sequence[Correction],
    titles: Mapping[str, str],
    taxonomy: Taxonomy,
    model: str,
    zone: str,
    code: str,
) -> Inputs | None:
    """The inputs of the next edition of the same week; None when nothing that decides an edition has changed.

    Signals, stories, sources and what was heard stay those of *before*: what came in late does not change a closed week. What
    people said (*outranked*), the model, the taxonomy and the settings are those of *now*. *corrections* are those since the
    edition before.
    """
    given = before.background
    background = replace(
        given,
        taxonomy=taxonomy,
        versions=replace(given.versions, model=model, taxonomy=taxonomy.version, code=code),
        zone=zone,
        history=tuple(history),
        estimates=tuple(estimates),
        opinions=opinions,
        corrections=tuple(corrections),
        titles=titles,
        revision=None,
    )
    after = gathered(before.week, before.number + 1, now, before.stories, outranked, background)
    causes = [
        cause
        for cause, other in (
            (Cause.MODEL, given.versions.model != model),
            (Cause.TAXONOMY, given.taxonomy != taxonomy),
            (Cause.SETTINGS, given.zone != zone),
            (Cause.CORRECTIONS, bool(corrections) and _decided(after) != _decided(before)),
        )
        if other
    ]
    if not causes:
        return None
    told = difference(composed(before), composed(after))
    return replace(after, background=replace(after.background, revision=Revision(before.number, tuple(causes), told)))


def _decided(inputs: Inputs) -> tuple[object, ...]:
    """What corrections may change: labels, and the counts that a checked sample corrects."""
    return inputs.assessments, inputs.background.estimates


def composed(inputs: Inputs, lang: str = "nl") -> Digest:
    """The digest that *inputs* make."""
    given = inputs.background.spoken_in(lang)
    return compose(inputs.week, inputs.number, inputs.stories, inputs.assessments, inputs.now, given=given)
