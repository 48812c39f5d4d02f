"""Which sources a week's digest rests on: heard all week, for a part of it, or not. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from pipeline.core.answers import SourceState
from pipeline.core.digest import Hearing, SourceNote
from pipeline.core.ledger import Coverage
from pipeline.core.model import Source

WHOLE = 0.95
"""From this share of the week on a source was heard all week: a run on Monday morning begins a little later than the week."""

Fetch = tuple[str, datetime, SourceState, str]


def hearing(sources: Mapping[str, Source], fetches: Sequence[Fetch], coverage: Mapping[str, Coverage]) -> Hearing:
    """Every source that should have been asked, by the part of the week that *coverage* says it was heard for.

    Of a source of which that is not known, its answers among *fetches* decide. They also say what was wrong.
    """
    answers: dict[str, list[Fetch]] = defaultdict(list)
    for fetch in fetches:
        answers[fetch[0]].append(fetch)
    expected = sorted((s for s in sources.values() if s.enabled and s.url), key=lambda s: s.id)
    heard, partly, silent = 0, [], []
    for source in expected:
        found = answers[source.id]
        wrong = [fetch for fetch in found if not fetch[2].heard]
        state, message = (wrong[-1][2], wrong[-1][3]) if wrong else (None, "never asked")
        if part := coverage.get(source.id):
            share, whole = part.heard, part.heard >= WHOLE
        else:
            share, whole = (1 - len(wrong) / len(found) if found else 0.0), bool(found) and not wrong
        if whole:
            heard += 1
        elif share > 0:
            why = message if wrong else "its window does not reach back all week"
            partly.append(SourceNote(source.id, source.name, state, why, round(share, 2)))
        else:
            silent.append(SourceNote(source.id, source.name, state, message))
    return Hearing(len(expected), heard, tuple(partly), tuple(silent))
