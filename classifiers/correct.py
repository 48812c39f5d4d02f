"""What people say of labels → what counts: a word of a person outranks every model. Pure; standard library only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.core.corrections import WHOLE, Correction, Ruling
from pipeline.core.errors import InputError
from pipeline.core.model import Assessment, Decision, DirectionVerdict, Verdict
from pipeline.core.taxonomy import Bearing, Taxonomy

_DUTCH = {"goed": "right", "fout": "wrong", "gemist": "missing", "ruis": "noise", "nagekeken": "checked"}


@dataclass(frozen=True, slots=True)
class Given:
    """What the model said of a label; the decision is `NO` when it did not give it."""

    decision: Decision = Decision.NO
    bearing: Bearing | None = None


NOT_GIVEN = Given()


def given(assessment: Assessment | None) -> dict[str, Given]:
    """What a model said, by label, of those decided yes or unsure."""
    verdicts = assessment.verdicts if assessment else ()
    return {
        v.label: Given(v.decision, v.bearing if isinstance(v, DirectionVerdict) else None)
        for v in verdicts
        if v.decision is not Decision.NO
    }


def standing(said: Iterable[Correction]) -> dict[str, dict[str, Correction]]:
    """The words that count, per signal and label, of all that was *said*, oldest first.

    A later word on a label outranks an earlier one. Noise outranks everything said before it; a label that somebody finds in
    noise afterwards makes it a signal that was checked.
    """
    found: dict[str, dict[str, Correction]] = {}
    for one in said:
        words = found.setdefault(one.signal, {})
        if one.value is Ruling.NOISE:
            words.clear()
        elif one.value.holds and WHOLE in words:
            words[WHOLE] = replace(words[WHOLE], value=Ruling.CHECKED)
        words[one.label] = one
    return found


def fitting(said: Iterable[Correction], taxonomy: Taxonomy) -> tuple[Correction, ...]:
    """Those words that *taxonomy* has a use for: said under another one, a label may be unknown, or a trend by now."""
    directions = {d.id for d in taxonomy.directions}
    labels = {WHOLE, *taxonomy.labels}
    return tuple(
        one
        for one in said
        if one.label in labels and (not one.value.holds or (one.bearing is not None) == (one.label in directions))
    )


def corrected(assessment: Assessment, corrections: Sequence[Correction]) -> Assessment:
    """The *assessment* of a signal with what people said of it, oldest first, put over it; without a word, as it was.

    Wrong makes a no; right and missing make a yes, with the model's probability, or 1 where the model gave none, and with the
    bearing that was named. Of noise, and of a checked signal, nothing is left but the labels that people gave. Words on
    other signals are passed over. Does not hold to three labels at most, and does not ask whether a label exists; see
    `fitting`.
    """
    words = standing(c for c in corrections if c.signal == assessment.signal).get(assessment.signal, {})
    if not words:
        return assessment
    whole = WHOLE in words
    trends = [_trend(v, words.get(v.label), whole=whole) for v in assessment.trends]
    directions = [_direction(v, words.get(v.label), whole=whole) for v in assessment.directions]
    there = {v.label for v in assessment.verdicts}
    for label, word in words.items():
        if word.value.holds and label not in there and word.bearing is None:
            trends.append(Verdict(label, 1.0, Decision.YES))
        elif word.value.holds and label not in there:
            directions.append(DirectionVerdict(label, 1.0, Decision.YES, word.bearing))
    return replace(
        assessment,
        trends=tuple(v for v in trends if v is not None),
        directions=tuple(v for v in directions if v is not None),
    )


def _trend(verdict: Verdict, word: Correction | None, *, whole: bool) -> Verdict | None:
    if word is None:
        return None if whole else verdict
    if word.value.holds:
        return replace(verdict, decision=Decision.YES)
    return replace(verdict, decision=Decision.NO, because=())


def _direction(verdict: DirectionVerdict, word: Correction | None, *, whole: bool) -> DirectionVerdict | None:
    if word is None:
        return None if whole else verdict
    if not word.value.holds:
        return replace(verdict, decision=Decision.NO, bearing=None, bearing_probability=None, because=())
    probability = verdict.bearing_probability if verdict.bearing is word.bearing else None
    return replace(verdict, decision=Decision.YES, bearing=word.bearing, bearing_probability=probability)


def ruled(signal: str, label: str, written: str, said: Given, *, taxonomy: Taxonomy, by: str, when: datetime) -> Correction:
    """The correction that somebody means who writes *written* at a label of which the model *said* so much.

    *written* is a value of `Ruling`, in English or Dutch, or for a direction a bearing, which says that the direction holds.
    InputError, with the remedy, for what does not fit: see `Correction`.
    """
    written = " ".join(written.split()).lower().replace(" ", "-")
    written = _DUTCH.get(written, written)
    if not by.strip():
        raise InputError("say whose word it is, with --by NAME or in the column `by`")
    direction = label in {d.id for d in taxonomy.directions}
    if label != WHOLE and label not in taxonomy.labels:
        raise InputError(f"{label!r} is no label; write one of {', '.join(taxonomy.labels)}, or {WHOLE} for the whole signal")
    if written in set(Bearing):
        if not direction:
            raise InputError(f"{label} has no bearing: only a direction has; write {_values(label, direction=False)}")
        value = Ruling.RIGHT if said.decision is not Decision.NO else Ruling.MISSING
        return Correction(signal, label, value, by.strip(), when, Bearing(written))
    if written not in set(Ruling):
        raise InputError(f"{written!r} is no value; write {_values(label, direction=direction)}")
    value = Ruling(written)
    if (label == WHOLE) != (value in {Ruling.NOISE, Ruling.CHECKED}):
        raise InputError(f"{value} cannot be said of {label}; write {_values(label, direction=direction)}")
    if value is Ruling.RIGHT and said.decision is Decision.NO:
        raise InputError(f"the model did not give {label}; write {'its bearing' if direction else 'missing'} to add it")
    if value is Ruling.MISSING and said.decision is not Decision.NO:
        raise InputError(f"the model gave {label}, or was unsure of it; write right or wrong")
    if direction and value.holds and said.bearing is None:
        raise InputError(f"{label} is a direction: write how the signal bears on it, {', '.join(Bearing)}")
    return Correction(signal, label, value, by.strip(), when, said.bearing if direction and value.holds else None)


def _values(label: str, *, direction: bool) -> str:
    if label == WHOLE:
        return "noise or checked"
    return "right, wrong or a bearing: " + ", ".join(Bearing) if direction else "right, wrong or missing"


def looked_at(
    whole: Correction, said: Mapping[str, Given], words: Mapping[str, Correction], taxonomy: Taxonomy
) -> tuple[Correction, ...]:
    """The words that *whole*, a signal called checked, stands for: itself, and right for each yes that nobody spoke of.

    *said* is what the model said of the signal, *words* what people said. InputError when an unsure label has no answer yet:
    who looked at every label knows it.
    """
    left = {label: one for label, one in said.items() if label not in words}
    unsure = ", ".join(label for label, one in left.items() if one.decision is Decision.UNSURE)
    if unsure:
        raise InputError(f"checked, but nothing was said of {unsure}, of which the model is unsure; say right or wrong")
    by, when = whole.by, whole.when
    kept = (ruled(whole.signal, n, Ruling.RIGHT, one, taxonomy=taxonomy, by=by, when=when) for n, one in left.items())
    return whole, *kept


def news(said: Sequence[Correction], before: Iterable[Correction]) -> tuple[Correction, ...]:
    """Those of *said* that are not what the same person said *before*, and what counts still."""
    words = standing(before)
    return tuple(one for one in said if _sense(one) != _sense(words.get(one.signal, {}).get(one.label)))


def _sense(word: Correction | None) -> tuple[object, ...] | None:
    """What a word comes to: right or missing only tells what the model of that day said."""
    if word is None:
        return None
    value = Ruling.RIGHT if word.value.holds else word.value
    return value, word.bearing, word.by
