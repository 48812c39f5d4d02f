"""The language an edition speaks: its messages from a catalogue, its numbers and dates from Babel.

Messages stand in English in code and templates. `locale/<language>/LC_MESSAGES/windwijzer.po` holds them in another language;
English needs none, nor does a language without a catalogue, which then speaks English.
"""

import io
from datetime import date
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Final

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LOCALE = Path(__file__).with_name("locale")
DOMAIN = "windwijzer"
PLACES: Final = {"nl": "nl_NL", "en": "en_GB"}
"""How a language writes its numbers and dates; another one writes them as Babel knows by its code."""


def N_(message: str) -> str:  # noqa: N802 the name by which catalogues are made
    """Marks a message that is translated where it is used."""
    return message


class Tongue:
    """One language: *lang* is its code ("nl")."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.place = PLACES.get(lang, lang)
        self.catalogue: NullTranslations = _catalogue(lang)

    def gettext(self, message: str, **values: object) -> str:
        """The message in this language, with *values* for its %(name)s."""
        return self.catalogue.gettext(message) % values

    def ngettext(self, one: str, many: str, num: float, **values: object) -> str:
        """The form of the message that *num* asks for; %(num)s in it is *num* as it is written."""
        return self.catalogue.ngettext(one, many, int(num)) % {"num": self.number(num), **values}

    def number(self, value: float) -> str:
        """1284 → "1.284" in Dutch."""
        return str(format_decimal(value, locale=self.place))

    def date(self, value: date, pattern: str) -> str:
        """A day by a CLDR *pattern* ("d MMMM y")."""
        return str(format_date(value, pattern, locale=self.place))


@cache
def spoken(lang: str) -> Tongue:
    """The language of a code."""
    return Tongue(lang)


def _catalogue(lang: str) -> NullTranslations:
    path = LOCALE / lang / "LC_MESSAGES" / f"{DOMAIN}.po"
    if not path.is_file():
        return NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as written:
        write_mo(compiled, read_po(written, locale=lang, domain=DOMAIN, abort_invalid=True))
    compiled.seek(0)
    return GNUTranslations(compiled)
