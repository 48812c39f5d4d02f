"""Short words for single facts, in a language: counts, days, bearings, troubles. Pure."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Final

from pipeline.core.answers import SourceState
from pipeline.core.findings import Comparison, Outcome, Why
from pipeline.core.taxonomy import Bearing
from pipeline.core.weeks import Week
from reports.tongue import N_, Tongue, spoken

SIGNS: Final = {Bearing.MEE: "▲", Bearing.TEGEN: "▼", Bearing.RAAKT: "◆"}


BEARINGS: Final = {Bearing.MEE: N_("tailwind"), Bearing.TEGEN: N_("headwind"), Bearing.RAAKT: N_("touches")}
OUTCOMES: Final = {
    Outcome.MORE: N_("more than usual"),
    Outcome.FEWER: N_("fewer than usual"),
    Outcome.USUAL: N_("as usual"),
    Outcome.UNKNOWN: N_("cannot be said yet"),
}
TROUBLE: Final = {
    SourceState.EMPTY: N_("empty feed"),
    SourceState.UNREACHABLE: N_("unreachable"),
    SourceState.TIMEOUT: N_("no answer in time"),
    SourceState.REFUSED: N_("address not allowed"),
    SourceState.HTTP_ERROR: N_("gave an error"),
    SourceState.THROTTLED: N_("asked us to come back later"),
    SourceState.GONE: N_("no longer exists"),
    SourceState.TOO_LARGE: N_("too large"),
    SourceState.HTML: N_("gave a web page in place of a feed"),
    SourceState.NOT_A_FEED: N_("gave no feed"),
    SourceState.UNPARSABLE: N_("unreadable"),
    SourceState.OWN_OUTAGE: N_("our own network was down"),
}
DROPPED: Final = {"no-text": N_("without text")}
WHYS: Final = {
    Why.HALF_HEARD: N_("the sources were only half heard this week"),
    Why.NOT_COMPARABLE: N_("no source was heard both now and in four weeks before"),
}
_NUMBERS: Final = (N_("No stories"), N_("One"), N_("Two"), N_("Three"), N_("Four"), N_("Five"))
_ORDINALS: Final = (
    N_("first"), N_("second"), N_("third"), N_("fourth"), N_("fifth"), N_("sixth"), N_("seventh"), N_("eighth"), N_("ninth"),
    N_("tenth"), N_("eleventh"), N_("twelfth"),
)  # fmt: skip


class Phrases:
    """Says single facts in the language *tongue*."""

    def __init__(self, tongue: Tongue) -> None:
        self.tongue = tongue
        self.lang, self.number = tongue.lang, tongue.number
        self.gettext, self.ngettext = tongue.gettext, tongue.ngettext

    def items(self, count: int) -> str:
        """ "1.284 berichten"."""
        return self.ngettext("%(num)s item", "%(num)s items", count)

    def stories(self, count: int) -> str:
        """ "41 verhalen"."""
        return self.ngettext("%(num)s story", "%(num)s stories", count)

    def signals(self, count: int) -> str:
        """ "41 signalen"."""
        return self.ngettext("%(num)s signal", "%(num)s signals", count)

    def others(self, count: int, *, some: bool = True) -> str:
        """ "en 3 andere verhalen", or "3 verhalen" when there are not *some* before them."""
        if not some:
            return self.stories(count)
        return self.ngettext("and %(num)s other story", "and %(num)s other stories", count)

    def written(self, count: int) -> str:
        """5 → "Vijf", from one to five."""
        return self.gettext(_NUMBERS[count])

    def day(self, value: date) -> str:
        """ "di 17 nov"."""
        return self.tongue.date(value, "EEE d MMM").replace(".", "")

    def period(self, week: Week) -> str:
        """ "16–22 november 2026", "28 september–4 oktober 2026", "29 december 2025–4 januari 2026"."""
        first, *_, last = week.days()
        pattern = "d" if first.month == last.month else "d MMMM" if first.year == last.year else "d MMMM y"
        return f"{self.tongue.date(first, pattern)}–{self.tongue.date(last, 'd MMMM y')}"

    def bearing(self, value: Bearing) -> str:
        """ "wind mee"."""
        return self.gettext(BEARINGS[value])

    def outcome(self, found: Comparison) -> str:
        """ "meer dan gewoonlijk"."""
        return self.gettext(OUTCOMES[found.outcome])

    def usual(self, found: Comparison) -> str:
        """ "6–10", what would have been called usual; "" when that is not known."""
        if found.low is None or found.high is None:
            return ""
        low, high = self.number(found.low), self.number(found.high)
        return low if low == high else f"{low}–{high}"

    def told(self, title: str, count: int, found: Comparison) -> str:
        """ "Robotisering met 14 verhalen, meer dan gewoonlijk (6–10)"; of what cannot be compared, the count alone."""
        return self.compared(self.gettext("%(title)s with %(stories)s", title=title, stories=self.stories(count)), found)

    def compared(self, said: str, found: Comparison) -> str:
        """A count, *said*, and behind it how it compares, when that is known."""
        usual = self.usual(found)
        return f"{said}, {self.outcome(found)} ({usual})" if usual else said

    def why(self, reason: Why | None, weeks: int, needed: int) -> str:
        """Why nothing can be compared."""
        if reason is None or reason is Why.TOO_FEW_WEEKS:
            shown, asked = self.number(weeks), self.number(needed)
            return self.gettext("there are %(weeks)s of the %(needed)s weeks that it takes", weeks=shown, needed=asked)
        return self.gettext(WHYS[reason])

    def silence(self, weeks: int) -> str:
        """How long a direction has had no stories, this week included: "deze week", "derde week", "al 13 weken"."""
        if weeks <= 1:
            return self.gettext("this week")
        if weeks > len(_ORDINALS):
            return self.gettext("for %(weeks)s weeks now", weeks=self.number(weeks))
        return self.gettext("%(ordinal)s week", ordinal=self.gettext(_ORDINALS[weeks - 1]))

    def part_of_week(self, share: float, state: SourceState | None) -> str:
        """ "ongeveer 3 van 7 dagen, onbereikbaar": of how much of the week a source was heard, and what was wrong with it."""
        days = self.gettext("about %(days)s of 7 days", days=max(1, min(6, round(share * 7))))
        return days if state is None else f"{days}, {self.trouble(state)}"

    def trouble(self, state: SourceState | None) -> str:
        """What was wrong with a source, for a reader; None means that it was never asked."""
        return self.gettext("not asked") if state is None else self.gettext(TROUBLE.get(state, str(state)))

    def dropped(self, reason: str) -> str:
        """Why items were left out on reading."""
        return self.gettext(DROPPED.get(reason, reason))

    def told_by(self, names: Sequence[str], publishers: int) -> str:
        """ "NOS", "NOS en NRC", "NOS, NRC en 3 andere (5 uitgevers)": who told it, and how many families they are."""
        shown = tuple(names[:2])
        more = publishers - len(shown)
        if more > 0:
            listed = self.ngettext("%(names)s and %(num)s other", "%(names)s and %(num)s others", more, names=", ".join(shown))
            return self.ngettext("%(listed)s (%(num)s publisher)", "%(listed)s (%(num)s publishers)", publishers, listed=listed)
        return self.joined(shown)

    def joined(self, names: Sequence[str]) -> str:
        """ "A", "A en B", "A, B en C"."""
        if len(names) < 2:  # noqa: PLR2004 one needs no "and"
            return "".join(names)
        return self.gettext("%(first)s and %(last)s", first=", ".join(names[:-1]), last=names[-1])


@cache
def phrases(lang: str) -> Phrases:
    """The phrases of a language."""
    return Phrases(spoken(lang))
