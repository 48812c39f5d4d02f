"""Dutch for what is computed: numbers, dates and the few sentences that depend on counts."""

from datetime import date
from typing import Final

from babel.dates import format_date
from babel.numbers import format_decimal

from pipeline.core.answers import SourceState
from pipeline.core.taxonomy import Bearing
from pipeline.core.weeks import Week

LOCALE: Final = "nl_NL"

SIGNS: Final = {Bearing.MEE: "▲", Bearing.TEGEN: "▼", Bearing.RAAKT: "◆"}
WORDS: Final = {Bearing.MEE: "wind mee", Bearing.TEGEN: "wind tegen", Bearing.RAAKT: "raakt"}
TROUBLE: Final = {
    SourceState.EMPTY: "lege feed",
    SourceState.UNREACHABLE: "onbereikbaar",
    SourceState.TIMEOUT: "geen antwoord op tijd",
    SourceState.REFUSED: "adres niet toegestaan",
    SourceState.HTTP_ERROR: "gaf een foutmelding",
    SourceState.THROTTLED: "vroeg om later terug te komen",
    SourceState.GONE: "bestaat niet meer",
    SourceState.TOO_LARGE: "te groot",
    SourceState.HTML: "gaf een webpagina in plaats van een feed",
    SourceState.NOT_A_FEED: "gaf geen feed",
    SourceState.UNPARSABLE: "onleesbaar",
    SourceState.OWN_OUTAGE: "ons eigen netwerk lag eruit",
}
_ORDINALS: Final = (
    "", "eerste", "tweede", "derde", "vierde", "vijfde", "zesde", "zevende", "achtste", "negende", "tiende", "elfde", "twaalfde"
)  # fmt: skip


def number(value: float) -> str:
    """1284 → "1.284"."""
    return str(format_decimal(value, locale=LOCALE))


def counted(value: int, one: str, many: str) -> str:
    """1 → "1 signaal", 2 → "2 signalen"."""
    return f"{number(value)} {one if value == 1 else many}"


def ordinal(value: int) -> str:
    """3 → "derde", 13 → "13e"."""
    return _ORDINALS[value] if value < len(_ORDINALS) else f"{value}e"


def day(value: date) -> str:
    """ "di 17 nov"."""
    return str(format_date(value, "EEE d MMM", locale=LOCALE)).replace(".", "")


def long_day(value: date) -> str:
    """ "dinsdag 17 november 2026"."""
    return str(format_date(value, "EEEE d MMMM y", locale=LOCALE))


def period(week: Week) -> str:
    """ "16–22 november 2026", "28 september–4 oktober 2026", "29 december 2025–4 januari 2026"."""
    days = week.days()
    first, last = days[0], days[-1]
    pattern = "d" if first.month == last.month else "d MMMM" if first.year == last.year else "d MMMM y"
    return f"{format_date(first, pattern, locale=LOCALE)}–{format_date(last, 'd MMMM y', locale=LOCALE)}"


def quiet(weeks: int) -> str:
    """What to say of a direction without stories for so many weeks."""
    return "geen signalen deze week" if weeks <= 1 else f"geen signalen, {ordinal(weeks)} week"


def part_of_week(share: float, state: SourceState | None) -> str:
    """ "ongeveer 3 van 7 dagen, onbereikbaar": of how much of the week a source was heard, and what was wrong with it."""
    days = max(1, min(6, round(share * 7)))
    return f"ongeveer {days} van 7 dagen" + (f", {trouble(state)}" if state is not None else "")


def trouble(state: SourceState | None) -> str:
    """What was wrong with a source, for a reader; None means that it was never asked."""
    return "niet bevraagd" if state is None else TROUBLE.get(state, str(state))


def listed(names: tuple[str, ...], most: int = 2) -> str:
    """ "A", "A en B", "A, B en 3 andere"."""
    shown, more = names[:most], len(names) - most
    if more > 0:
        return f"{', '.join(shown)} en {more} {'ander' if more == 1 else 'andere'}"
    return " en ".join(shown)
