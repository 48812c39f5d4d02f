from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.assess import Assessor
from classifiers.examples import Text
from classifiers.explain import MOST_WORDS, Explainer
from classifiers.lexicon import Concept, Lexicon
from classifiers.model import Model
from pipeline.core.model import Decision, DirectionVerdict, Span, Verdict
from tests.classifiers.crafted import crafted
from tests.classifiers.texts import TEXTS

ROBOT = Text("De robot veegt", "Een robot en een dweil vegen de vloer")


def _spans(text: Text, weights: Mapping[tuple[int, str], float], lexicon: Lexicon | None = None) -> list[tuple[str, str, int]]:
    """(field, text, start) of each span for the first label."""
    model = crafted([text], weights, lexicon=lexicon)
    matrix = model.matrix([text])
    values = dict(zip(matrix.indices.tolist(), matrix.data.tolist(), strict=True))
    return [(span.field, span.text, span.start) for span in Explainer(model).spans(text, values, 0)]


def _all(assessor: Assessor, text: Text) -> list[Verdict | DirectionVerdict]:
    ((trends, directions),) = assessor.judge([text])
    return [*trends, *directions]


def _given(assessor: Assessor, text: Text) -> list[Verdict | DirectionVerdict]:
    return [verdict for verdict in _all(assessor, text) if verdict.decision is not Decision.NO]


def test_a_word_is_shown_wherever_it_stands() -> None:
    """In the title and in the summary, as written."""
    assert _spans(ROBOT, {(0, "robot"): 5}) == [("title", "robot", 3), ("summary", "robot", 4)]


def test_what_a_pair_adds_is_shared_by_both_words() -> None:
    """Neighbours become one span."""
    assert _spans(ROBOT, {(0, "robot veegt"): 5}) == [("title", "robot veegt", 3)]


def test_a_piece_of_a_word_speaks_for_the_word() -> None:
    """Nobody reads half a word."""
    assert _spans(ROBOT, {(0, "piece:dwei"): 5}) == [("summary", "dweil", 17)]


def test_a_concept_speaks_for_the_words_of_its_term() -> None:
    """The words between which punctuation stands too."""
    lexicon = Lexicon([Concept("g", "t", ("co ouder*",))])
    assert _spans(Text("Voor co-ouders!", ""), {(0, "concept:0"): 5}, lexicon) == [("title", "co-ouders", 5)]


def test_words_that_speak_against_are_not_shown() -> None:
    """The reason for a yes is not the word that nearly made it a no."""
    assert _spans(ROBOT, {(0, "robot"): 5, (0, "dweil"): -9}) == [("title", "robot", 3), ("summary", "robot", 4)]
    assert _spans(ROBOT, {(0, "dweil"): -9}) == []
    assert _spans(ROBOT, {}) == []


def test_light_words_are_left_out_once_enough_is_said() -> None:
    """Words are taken, heaviest first, until they carry most of what speaks for the label."""
    assert _spans(ROBOT, {(0, "dweil"): 9, (0, "vloer"): 1}) == [("summary", "dweil", 17)]


def test_at_most_six_words_are_shown() -> None:
    """A reader wants a reason, not the text again."""
    summary = "aap beer cavia das egel fret geit hert ibis jak"
    text = Text("", summary)
    spans = _spans(text, {(0, word): 3 for word in summary.split()})
    assert sum(len(written.split()) for _, written, _ in spans) == MOST_WORDS


def test_words_without_a_subject_are_not_shown_while_others_are() -> None:
    """`een` only says something when nothing else does, even when it weighs more."""
    assert _spans(ROBOT, {(0, "een"): 9, (0, "dweil"): 1}) == [("summary", "dweil", 17)]
    assert _spans(Text("Een", ""), {(0, "een"): 9}) == [("title", "Een", 0)]


def test_spans_do_not_cross_from_title_to_summary() -> None:
    """The last word of the one is no neighbour of the first word of the other."""
    text = Text("Slimme robot", "Robot veegt")
    assert _spans(text, {(0, "robot"): 5}) == [("title", "robot", 7), ("summary", "Robot", 0)]


@pytest.mark.parametrize("text", [Text("", ""), Text("🤖", "…"), Text("\ud800", "\u0301")])
def test_a_text_without_words_has_no_reasons(library_model: Model, text: Text) -> None:
    """Even when the model is made to say yes to everything."""
    everything = replace(library_model, yes_at=np.zeros(4, dtype=np.float32), gate_at=0.0)
    assert [v.because for v in _given(Assessor(everything), text)] == [(), (), (), ()]


@pytest.mark.parametrize(
    ("title", "summary", "expected"),
    [
        ("🤖👩‍🔧 Naaimachine", "", [Span("title", 5, 16, "Naaimachine")]),
        ("İİİ naaimachine İ", "", [Span("title", 4, 15, "naaimachine")]),
        ("e\u0301\u0301\u0301 naaimachine", "", [Span("title", 5, 16, "naaimachine")]),
        ("İ", "ﬁets 𝒩 naaimachine", [Span("summary", 7, 18, "naaimachine")]),
        ("\ud800\udc00 naaimachine", "", [Span("title", 3, 14, "naaimachine")]),
        ("", "a\r\n\tnaaimachine", [Span("summary", 4, 15, "naaimachine")]),
    ],
)
def test_offsets_are_code_points_of_the_text_as_given(
    library_assessor: Assessor, title: str, summary: str, expected: Sequence[Span]
) -> None:
    """Not bytes, not UTF-16, and not of the lower-case text, which may be longer."""
    found = {v.label: v.because for v in _given(library_assessor, Text(title, summary))}
    assert found == {"zelf-maken": tuple(expected)}


def test_a_word_whose_lower_case_is_longer_can_be_a_reason() -> None:
    """İ becomes two code points in lower case; it is one word to the model and to the reader."""
    text = Text("Haven van İzmir", "")
    lexicon = Lexicon([Concept("g", "t", ("İzmir",))])
    assert _spans(text, {(0, "concept:0"): 5}, lexicon) == [("title", "İzmir", 10)]
    assert _spans(text, {(0, "i̇zmir"): 5}) == [("title", "İzmir", 10)]


ODD = "🤖 İ ß ﬁ Σ 𝒩 \u0301 \u200d \u2028 - ' … ( ) 👩\u200d🔧 \ud800".split(" ")
PLAIN = "robot Zorgrobots zzp'ers éénloket gemeente burgers AI vrijwilligers schulden quiet de a".split()
FRAGMENTS = st.sampled_from([*ODD, *PLAIN])
WRITTEN = st.lists(st.tuples(FRAGMENTS, st.sampled_from(["", " ", "  "])), max_size=14).map(
    lambda parts: "".join(part + gap for part, gap in parts)
)


@settings(deadline=None, max_examples=100, derandomize=True)
@given(title=WRITTEN, summary=WRITTEN)
def test_spans_are_exact_in_any_text(assessor: Assessor, title: str, summary: str) -> None:
    """Every span cuts its own words out of its own field; spans stand in order, apart, and only with a yes or unsure."""
    model = assessor._model
    eager = Assessor(replace(model, yes_at=np.zeros(len(model.labels), dtype=np.float32), gate_at=0.0))
    fields = {"title": title, "summary": summary}
    for verdict in _all(eager, Text(title, summary, "nl")):
        if verdict.decision is Decision.NO:
            assert verdict.because == ()
        for span in verdict.because:
            assert 0 <= span.start < span.end <= len(fields[span.field])
            assert fields[span.field][span.start : span.end] == span.text
        places = [(span.field == "summary", span.start, span.end) for span in verdict.because]
        assert places == sorted(places)
        assert all(one[0] != other[0] or one[2] < other[1] for one, other in pairwise(places))


def test_reasons_are_faithful(assessor: Assessor) -> None:
    """Without the words named, the label is less likely: so in 95 of 100 decisions at least, over forty texts and more."""
    decided, lowered, labels = 0, 0, set()
    for text in TEXTS:
        for verdict in _given(assessor, text):
            bare = _all(assessor, _without(text, verdict.because))
            after = next(v for v in bare if v.label == verdict.label)
            decided += 1
            lowered += after.probability < verdict.probability
            labels.add(verdict.label)
    assert len(TEXTS) >= 40
    assert decided >= 30
    assert len(labels) >= 10
    assert lowered >= 0.95 * decided


def _without(text: Text, spans: Sequence[Span]) -> Text:
    fields = {"title": text.title, "summary": text.summary}
    for span in reversed(spans):
        written = fields[span.field]
        fields[span.field] = written[: span.start] + " " + written[span.end :]
    return Text(fields["title"], fields["summary"], text.lang)
