"""Whether what comes in still looks like what the model learned from: recent weeks beside what is usual. Pure.

What a week should bring follows from its own mix of kinds of sources: so many words of news, so many of government, each with
the share that is usual of its kind. So more news from abroad is no drift. Around what is expected of all recent weeks
together lies a range (`classifiers.expected`); outside it is a finding. The ranges of all that is looked at hold together
with `LEVEL`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from classifiers.expected import Brought, expected
from classifiers.tally import UNKNOWN, UNSURE, YES
from classifiers.usual import ALL, Usual

LEVEL = 0.95
FEWEST = 10
"""Expected of a measure in the recent weeks, at least; of rarer ones nothing can be told."""
FEWEST_WEEKS = 2
"""Degrees of freedom, at least, from which to learn how weeks differ: three weeks, or two and two before them."""

RETRAIN = (
    "retrain: answer what the model asks (`windwijzer review queue`), then run `windwijzer model train`; words that it never"
    " saw it learns only from a new prior, or from the corpus with --alone (docs/classifier.md, Drift)"
)
CHECK = (
    "check a random sample first (`windwijzer review sample`): the news may have changed, or the model errs; if it errs,"
    " correct it and run `windwijzer model train`"
)
FINE = "no sign of drift"
UNTOLD = "too little to tell: come back after some weeks with more signals"


class Verdict(StrEnum):
    """How a share lies to its range; `UNTOLD` when there is too little."""

    MORE = "more"
    FEWER = "fewer"
    USUAL = "usual"
    UNTOLD = "unknown"


class State(StrEnum):
    """What is to be done: retrain; check a sample first; nothing; or wait until there is more."""

    RETRAIN = "retrain"
    CHECK = "check"
    FINE = "fine"
    UNTOLD = "unknown"


@dataclass(frozen=True, slots=True)
class Line:
    """One measure of the recent weeks, of one *kind* of sources or of `ALL`: its *share* of *of* words or texts.

    *expected* is the usual share in this mix, *low* and *high* its range. None where there is nothing to say it from.
    """

    kind: str
    measure: str
    of: int
    share: float | None
    expected: float | None
    low: float | None
    high: float | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Drift:
    """What is found: a *state* with its *reasons*, and the *remedy*. *lines* are all that was looked at.

    *weeks* holds per recent week, and kind or `ALL`, how many texts there were and the share of each of *measures* (None where
    there is none).
    """

    measures: tuple[str, ...]
    state: State
    reasons: tuple[str, ...]
    remedy: str
    lines: tuple[Line, ...]
    weeks: Mapping[str, Mapping[str, tuple[int, tuple[float | None, ...]]]] = field(hash=False)


def drift(usual: Usual, measures: Sequence[str], recent: Sequence[Brought], before: Sequence[Brought] = ()) -> Drift:
    """The *recent* weeks beside what is *usual*; *before* are earlier weeks, which only tell how much weeks differ.

    *measures* names the columns of each `Brought`. Looked at are all of them over all kinds, and words, doubt and any yes of
    each kind; beside a written corpus, words alone. More words unknown, or another share of doubt, is a sign that the model no
    longer fits: retrain. Another share of labels may be the news: check first. Fewer words unknown is no finding.
    """
    looked_at = [(ALL, name) for name in measures]
    looked_at += [(kind, name) for kind in sorted({one.kind for one in recent}) for name in (UNKNOWN, UNSURE, YES)]
    looked_at = [(kind, name) for kind, name in looked_at if usual.natural or name == UNKNOWN]
    lines = tuple(
        _line(usual, kind, name, measures.index(name), recent, before, (1 - LEVEL) / len(looked_at)) for kind, name in looked_at
    )
    return Drift(tuple(measures), *_judged(lines), lines, _by_week(recent))


def _line(
    usual: Usual, kind: str, name: str, column: int, recent: Sequence[Brought], before: Sequence[Brought], error: float
) -> Line:
    here, earlier = ([one for one in part if kind in {ALL, one.kind}] for part in (recent, before))
    seen, of = sum(one.seen[column] for one in here), sum(one.of[column] for one in here)
    if not of:
        return Line(kind, name, 0, None, None, None, None, Verdict.UNTOLD)
    found = expected(usual, name, column, here, earlier, fewest_weeks=FEWEST_WEEKS, error=error)
    share = found.count / of
    if found.count < FEWEST or found.low is None or found.high is None:
        return Line(kind, name, int(of), seen / of, share, None, None, Verdict.UNTOLD)
    ratio = seen / found.count
    verdict = Verdict.MORE if ratio > found.high else Verdict.FEWER if ratio < found.low else Verdict.USUAL
    if name == UNKNOWN and verdict is Verdict.FEWER:
        verdict = Verdict.USUAL
    return Line(kind, name, int(of), seen / of, share, found.low * share, found.high * share, verdict)


def _judged(lines: Sequence[Line]) -> tuple[State, tuple[str, ...], str]:
    """The state, its reasons and its remedy."""
    odd = [line for line in lines if line.verdict in {Verdict.MORE, Verdict.FEWER}]
    reasons = tuple(_told(line) for line in odd)
    if any(line.measure in {UNKNOWN, UNSURE} for line in odd):
        return State.RETRAIN, reasons, RETRAIN
    if odd:
        return State.CHECK, reasons, CHECK
    if any(line.verdict is Verdict.UNTOLD for line in lines if line.kind == ALL and line.measure in {UNKNOWN, UNSURE}):
        return State.UNTOLD, (), UNTOLD
    return State.FINE, (), FINE


def _told(line: Line) -> str:
    what = {UNKNOWN: "of words unknown to the model", UNSURE: "of signals unsure", YES: "of signals with any label"}
    named = what.get(line.measure, f"of signals with {line.measure}")
    share, low, high = (f"{100 * (value or 0):.1f} %" for value in (line.share, line.low, line.high))
    return f"{line.kind or 'all sources'}: {share} {named}, where {low} to {high} is usual"


def _by_week(recent: Sequence[Brought]) -> dict[str, dict[str, tuple[int, tuple[float | None, ...]]]]:
    found: dict[str, dict[str, tuple[int, tuple[float | None, ...]]]] = {}
    for week in sorted({one.week for one in recent}):
        here = [one for one in recent if one.week == week]
        kinds = sorted({one.kind for one in here})
        found[week] = {kind: _shares([one for one in here if kind in {ALL, one.kind}]) for kind in (ALL, *kinds)}
    return found


def _shares(part: Sequence[Brought]) -> tuple[int, tuple[float | None, ...]]:
    seen, of = (tuple(map(sum, zip(*rows, strict=True))) for rows in ([one.seen for one in part], [one.of for one in part]))
    return sum(one.items for one in part), tuple(s / n if n else None for s, n in zip(seen, of, strict=True))
