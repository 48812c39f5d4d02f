"""What stands above the digest and in the subject of its mail: what is news, and the strongest headwind. Pure."""

from collections.abc import Sequence

from pipeline.core.digest import Card, Counts, DirectionBlock, QuestionBlock
from pipeline.core.findings import News, Outcome, Standing
from pipeline.core.taxonomy import Bearing
from pipeline.core.weeks import Week
from reports.tongue import N_, spoken

HEADLINE_STORIES = 3
"""A headwind makes the headline from so many stories, of as many publishers."""
_NEWS = {
    (None, True): N_("%(title)s more in the news than usual"),
    (None, False): N_("%(title)s less in the news than usual"),
    (Bearing.MEE, True): N_("More tailwind than usual for %(title)s"),
    (Bearing.MEE, False): N_("Less tailwind than usual for %(title)s"),
    (Bearing.TEGEN, True): N_("More headwind than usual for %(title)s"),
    (Bearing.TEGEN, False): N_("Less headwind than usual for %(title)s"),
}


def headline(counts: Counts, news: News, questions: Sequence[QuestionBlock], labelled: Sequence[Card], lang: str) -> str:
    """The line above the digest, in the language *lang*."""
    tongue = spoken(lang)
    if not counts.labelled:
        return tongue.gettext("Few signals this week")
    found = tongue.ngettext("%(num)s trend signal", "%(num)s trend signals", counts.labelled)
    against = _headwind(questions, labelled)
    out = _striking(news, against)
    first = found
    if out:
        first = tongue.gettext(_NEWS[out.bearing, out.comparison.outcome is Outcome.MORE], title=out.title)
    if against:
        return tongue.gettext("%(first)s; headwind for %(direction)s", first=first, direction=against.title)
    return first if out else tongue.gettext("%(signals)s this week", signals=found)


def subject(week: Week, counts: Counts, questions: Sequence[QuestionBlock], labelled: Sequence[Card], lang: str) -> str:
    """The subject of the mail, in the language *lang*."""
    tongue = spoken(lang)
    signals = tongue.ngettext("%(num)s signal", "%(num)s signals", counts.labelled)
    text = tongue.gettext("Trend signals week %(week)s: %(signals)s", week=week.number, signals=signals)
    against = _headwind(questions, labelled)
    if against is None:
        return text
    return tongue.gettext("%(text)s, headwind for direction %(number)s", text=text, number=against.number)


def _striking(news: News, against: DirectionBlock | None) -> Standing | None:
    """What stands out most: a trend or direction as a whole before one of its winds; not the headwind that is told anyway."""
    said = [one for one in news.out if not (against and one.bearing is Bearing.TEGEN and one.title == against.title)]
    return min(said, key=lambda one: one.bearing is not None, default=None)


def _headwind(questions: Sequence[QuestionBlock], labelled: Sequence[Card]) -> DirectionBlock | None:
    """The direction with most headwind, when that is enough to say so."""
    publishers: dict[str, set[str]] = {}
    for one in labelled:
        for mark in one.bearings:
            if mark.bearing is Bearing.TEGEN:
                publishers.setdefault(mark.id, set()).update(one.publishers)
    blocks = [
        block
        for question in questions
        for block in question.directions
        if block.tegen >= HEADLINE_STORIES and len(publishers.get(block.id, ())) >= HEADLINE_STORIES
    ]
    return max(blocks, key=lambda block: (block.tegen, -block.number), default=None)
