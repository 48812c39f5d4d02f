"""What the review commands print: questions, samples, estimates and corrections, for people and as JSON."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pipeline.cli import output
from pipeline.core.corrections import Correction, Sample
from pipeline.core.estimates import Estimated
from pipeline.core.model import Decision, DirectionVerdict, Verdict

if TYPE_CHECKING:
    from classifiers.teach import Question


def show(number: int, question: "Question") -> None:
    """A signal with its open labels: a question mark where the model is unsure, the probability, the words."""
    signal = question.signal
    output.say(f"{number}. {signal.title}")
    if signal.text:
        output.say(f"   {signal.text}")
    output.say(f"   signal {signal.id}, source {signal.source}, {signal.week}")
    for verdict in question.verdicts:
        because = ", ".join(_words(verdict))
        doubt = "?" if verdict.decision is Decision.UNSURE else ""
        bearing = f" {verdict.bearing}" if isinstance(verdict, DirectionVerdict) and verdict.bearing else ""
        output.say(
            f"   - {verdict.label}{doubt}{bearing} {verdict.probability:.2f}" + (f" because of: {because}" if because else "")
        )
    output.say()


def _words(verdict: Verdict | DirectionVerdict) -> list[str]:
    return list(dict.fromkeys(span.text for span in verdict.because))


def question_json(question: "Question") -> dict[str, Any]:
    """A signal of the queue, as docs/formats.md has it."""
    signal = question.signal
    return {
        "signal": signal.id,
        "week": signal.week,
        "source": signal.source,
        "title": signal.title,
        "text": signal.text,
        "url": signal.url,
        "worth": round(question.worth, 4),
        "labels": [
            {
                "label": v.label,
                "probability": round(v.probability, 4),
                "decision": v.decision,
                "bearing": v.bearing if isinstance(v, DirectionVerdict) else None,
                "because": _words(v),
            }
            for v in question.verdicts
        ],
    }


def sample_json(drawn: Sample) -> dict[str, Any]:
    """A sample."""
    return {
        "week": drawn.week,
        "seed": drawn.seed,
        "size": drawn.size,
        "population": drawn.population,
        "drawn": drawn.drawn,
        "signals": drawn.signals,
    }


def show_estimated(found: Estimated) -> None:
    """A line per label, and what the numbers rest on."""
    output.table(
        ("label", "counted", "estimate", "95 %", "from"),
        [(one.label, one.counted, one.estimate, _interval(one.low, one.high), one.rule) for one in found.estimates],
    )
    also = f"; samples of other weeks used too: {', '.join(map(str, found.earlier))}" if found.earlier else ""
    output.say(f"{found.week}: {found.stories} stories, {found.checked} of them drawn at random and checked{also}")


def _interval(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}–{high}"


def estimated_json(found: Estimated) -> dict[str, Any]:
    """Estimates, as docs/formats.md has them."""
    return {
        "week": found.week,
        "stories": found.stories,
        "checked": found.checked,
        "earlier": found.earlier,
        "estimates": [asdict(one) for one in found.estimates],
    }


def correction_json(one: Correction) -> dict[str, Any]:
    """A correction."""
    return {
        "signal": one.signal,
        "label": one.label,
        "value": one.value,
        "bearing": one.bearing,
        "by": one.by,
        "when": one.when,
    }
