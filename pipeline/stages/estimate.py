"""Stories, samples and what people said of them → how often each label truly occurs in a week."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count

from classifiers.correct import fitting, standing
from classifiers.quantify import UNKNOWN, Population, quantify
from classifiers.sampled import Words, checked_first, population
from db.open import Store
from pipeline.core.corrections import Correction, Sample
from pipeline.core.estimates import Estimate, Estimated, Rule
from pipeline.core.model import Assessment, Decision, Story
from pipeline.core.taxonomy import Taxonomy
from pipeline.core.weeks import Week
from pipeline.stages.review import outranked
from reports.cards import is_old

LEAST = 50
"""From fewer checked stories nothing is estimated, unless there are no more."""
WEEKS_BACK = 12
"""Of so many weeks before, samples are used as well,"""
MOST_EARLIER = 4
"""the latest, and no more than these: how wrong a model is changes as the news does."""
LATER = datetime.max.replace(tzinfo=UTC)


def estimate(week: Week, stories: Sequence[Story], *, store: Store, taxonomy: Taxonomy, model: str) -> Estimated:
    """How many of a week's *stories* truly carry each label, from the samples of the week that people checked.

    A story's labels are those of its lead: leads are what is counted, and those of them that were drawn are the sample. What
    came so late that the digest leaves it out is left out here. *model* is the one in use ("" for none), whose yes is counted
    where nobody outranks it. Never fails for want of a sample: then `Estimated.missing` says what to do. Writes nothing.
    """
    leads = [story.lead.id for story in stories if not is_old(story)]
    checks = _checks(week, store, taxonomy)
    footing = max(_footings(week, checks, model, store), key=lambda one: len(one.checked), default=None)
    sampled = footing.checked & set(leads) if footing else frozenset()
    missing = _missing(week, checks, frozenset(leads), sampled)
    if footing is None or missing:
        return Estimated(week, len(leads), len(sampled), (), (), missing)
    made = store.assessments.of_week(week, model)
    # another model may have judged what came later, or only what came before: then its opinion is the one there is
    now = population(leads, {**made, **footing.opinions}, checks.words, sampled, taxonomy.labels)
    earlier = _earlier(week, footing.model, store, taxonomy)
    counted = outranked(week, {**footing.opinions, **made}, model=model, store=store, taxonomy=taxonomy)
    given = Counter(v.label for one in leads if one in counted for v in counted[one].verdicts if v.decision is Decision.YES)
    known = (now.truth != UNKNOWN).all(axis=0)
    rule = Rule.SAMPLES if earlier else Rule.SAMPLE
    estimates = tuple(
        Estimate(label, given[label], one.estimate, one.low, one.high, len(sampled), Rule.KNOWN if known[n] else rule)
        for n, (label, one) in enumerate(zip(taxonomy.labels, quantify(now, tuple(earlier.values())), strict=True))
    )
    return Estimated(week, len(leads), len(sampled), tuple(sorted(earlier)), estimates)


@dataclass(frozen=True, slots=True)
class _Checks:
    """What people said of a week, and its samples, each with the members that may stand for the week."""

    said: tuple[Correction, ...]
    words: Words
    samples: tuple[tuple[Sample, frozenset[str]], ...]


@dataclass(frozen=True, slots=True)
class _Footing:
    """A model, its opinions of a week, and the sampled signals from which its mistakes can be seen."""

    model: str
    opinions: Mapping[str, Assessment]
    checked: frozenset[str]


def _checks(week: Week, store: Store, taxonomy: Taxonomy) -> _Checks:
    said = fitting(store.corrections.of_week(week), taxonomy)
    words = standing(said)
    samples = tuple((one, frozenset(checked_first(one, words))) for one in store.samples.of_week(week))
    return _Checks(said, words, samples)


def _footings(week: Week, checks: _Checks, model: str, store: Store) -> Iterator[_Footing]:
    """One for each model that judged a sample and was there before people checked it: *model*, then the newest first.

    One made after that may have learned from their words, and is right on the sample as it is nowhere else. What was said
    before the sample was drawn does no harm: it is drawn by lot from what the model learned and from what it did not.
    """
    first = store.assessments.models(week)
    for one in sorted(first, key=lambda name: name != model):
        unseen = [part for sample, part in checks.samples if part and _seen(checks, sample, part) >= first[one]]
        opinions = store.assessments.of_week(week, one) if unseen else {}
        judged = [part for part in unseen if part <= opinions.keys()]
        if judged:
            yield _Footing(one, opinions, _together(judged))


def _seen(checks: _Checks, sample: Sample, part: frozenset[str]) -> datetime:
    """When people first spoke of these members of *sample* after it was drawn."""
    return min((one.when for one in checks.said if one.signal in part and one.when >= sample.drawn), default=LATER)


def _together(parts: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset(signal for part in parts for signal in part)


def _missing(week: Week, checks: _Checks, leads: frozenset[str], sampled: frozenset[str]) -> str:
    """What is missing before anything can be estimated, and the remedy; "" for nothing."""
    least = min(LEAST, len(leads))
    taken = {sample.seed for sample, _ in checks.samples}
    another = next(seed for seed in count() if seed not in taken)
    draw = f"`windwijzer review sample --week {week} -n 200 --seed {another} --out CSV`"
    checked = len(leads & _together(part for _, part in checks.samples))
    waiting = [sample.signals[len(part)] for sample, part in checks.samples if len(part) < len(sample.signals)]
    if not leads:
        return f"nothing was collected for {week}; see `windwijzer status` for the weeks that have signals"
    if not checks.samples:
        return f"no sample of {week} was drawn: draw one with {draw}, check it, and take it in with `windwijzer review import`"
    if checked < least:
        told = f"of the sample of {week} {checked} stories are checked without a gap, {least} are needed"
        return (
            f"{told}: check on, in the order of the sheet, from signal {waiting[0]}"
            if waiting
            else f"{told}: draw another with {draw}"
        )
    if len(sampled) < least:
        told = f"no model judged the whole sample of {week} before people checked it"
        return f"{told}; one made afterwards may have learned from it: draw another with {draw}"
    return ""


def _earlier(week: Week, model: str, store: Store, taxonomy: Taxonomy) -> dict[Week, Population]:
    """The latest weeks before this one with a sample from which the mistakes of *model* can be seen."""
    found: dict[Week, Population] = {}
    for back in range(1, WEEKS_BACK + 1):
        if len(found) == MOST_EARLIER:
            break
        checks = _checks(week - back, store, taxonomy)
        footing = next(_footings(week - back, checks, model, store), None) if checks.samples else None
        if footing is not None and footing.model == model:
            signals = tuple(footing.opinions)
            found[week - back] = population(signals, footing.opinions, checks.words, footing.checked, taxonomy.labels)
    return found
