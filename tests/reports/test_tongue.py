"""The languages of a digest: every message is there, and none has slipped into code or templates."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from pipeline.core.digest import Digest
from pipeline.core.model import Decision
from reports import phrases
from reports.render import html, text
from reports.tongue import DOMAIN, LOCALE, spoken
from tests.conftest import ROOT
from tests.reports.stories import SOURCES, TAXONOMY, TRENDS, WEEK, Told, background, counted, digest, opinion, story, weekful

REPORTS = ROOT / "reports"
KEYWORDS = {"N_": None, "gettext": None, "ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("templates/**.jinja", "jinja2.ext.babel_extract")]
DUTCH = LOCALE / "nl" / "LC_MESSAGES" / f"{DOMAIN}.po"
VALUES = re.compile(r"%\((\w+)\)s")


@cache
def _catalogue() -> Catalog:
    with DUTCH.open("rb") as written:
        return read_po(written, locale="nl", abort_invalid=True)


def _used() -> set[str]:
    """The first form of every message in code and templates."""
    found = extract_from_dir(REPORTS, METHODS, keywords=KEYWORDS)  # type: ignore[arg-type]
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


def _forms(message: object) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else tuple(message)  # type: ignore[arg-type]


def test_every_message_is_in_the_catalogue_and_no_other() -> None:
    """What code and templates say is translated into Dutch; nothing is kept that nobody says."""
    listed = {_forms(message.id)[0]: message for message in _catalogue() if message.id}
    assert len(listed) > 100
    assert set(listed) == _used()
    assert [ident for ident, message in listed.items() if not all(_forms(message.string)) or message.fuzzy] == []


def test_translations_keep_the_values() -> None:
    """Every translated form has the values of its message, no more and no fewer: a number is never lost on the way."""
    for message in _catalogue():
        if message.id:
            wanted = set(VALUES.findall(_forms(message.id)[-1]))
            for form in _forms(message.string):
                assert set(VALUES.findall(form)) == wanted, form
                assert "%" not in VALUES.sub("", form).replace("%%", "")


@pytest.mark.parametrize(
    ("lang", "count", "said"),
    [("nl", 1, "1 verhaal"), ("nl", 0, "0 verhalen"), ("nl", 1284, "1.284 verhalen"), ("en", 1, "1 story")],
)
def test_count_takes_its_form_and_its_points(lang: str, count: int, said: str) -> None:
    """One is singular; thousands are written as the language does."""
    assert phrases.phrases(lang).stories(count) == said


def test_unknown_language_speaks_english_with_its_own_numbers() -> None:
    """A language without a catalogue is no error."""
    assert spoken("de").ngettext("%(num)s story", "%(num)s stories", 1284) == "1.284 stories"


def _dutch() -> set[str]:
    """Words that only the Dutch of the catalogue has."""
    english, dutch = set[str](), set[str]()
    for message in _catalogue():
        if message.id:
            english |= {word for form in _forms(message.id) for word in re.findall(r"[a-zé]+", form.casefold())}
            dutch |= {word for form in _forms(message.string) for word in re.findall(r"[a-zé]+", form.casefold())}
    named = " ".join((*TRENDS, "wind-mee wind-tegen raakt buitenland jongeren", *(k.id for k in TAXONOMY.kinds)))
    shared = {
        "in",
        "is",
        "met",
        "van",
        "die",
        "over",
        "een",
        "of",
        "model",
        "week",
        "feed",
        "trend",
        "labels",
        "signal",
        "en",
        "mee",
        "tegen",
    }
    return dutch - english - shared - set(re.findall(r"[a-zé]+", named))


def _strings(path: Path) -> list[str]:
    """The texts in a file of code, but for what explains it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    explained = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    nodes = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in explained)
    return [node.value for node in nodes if isinstance(node.value, str)]


def test_no_dutch_stands_in_code() -> None:
    """Code says what it says in English."""
    words, seen = _dutch(), 0
    for path in sorted(REPORTS.glob("*.py")):
        for written in _strings(path):
            seen += 1
            plain = re.sub(r"«[^»]*» \([^)]*\)", "", written)
            assert not words & set(re.findall(r"[a-zé]+", plain.casefold())), (path.name, written)
    assert seen > 300


def test_no_text_stands_bare_in_templates() -> None:
    """A template holds signs and the name of the program; every word comes from a message."""
    for path in sorted((REPORTS / "templates").glob("*.jinja")):
        bare = re.sub(
            r"(?s)\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<style>.*?</style>|<!--.*?-->", " ", path.read_text(encoding="utf-8")
        )
        # an attribute that a macro makes stands alone
        bare = re.sub(r"<[^>]*>|&\w+;|\blang=\"", " ", bare)
        assert set(re.findall(r"[^\W\d_]{2,}", bare)) <= {"Windwijzer"}, path.name
        quoted = " ".join(re.findall(r'"([^"]*)"', path.read_text(encoding="utf-8")))
        assert not _dutch() & set(re.findall(r"[a-zé]+", quoted.casefold())), path.name


def english(told: Told, weeks: int = 6) -> Digest:
    """A digest in English."""
    history = [counted(WEEK - n, dict.fromkeys(TRENDS, 5)) for n in range(1, weeks + 1)]
    return digest(told, given=background(history).spoken_in("en"))


def test_english_page_holds_no_dutch_but_of_the_news() -> None:
    """With news in English, page and text have no word of the catalogue's Dutch, and say so in their own language tag."""
    told = weekful(24, "town opens desk beside library")
    stories = tuple(story(s.id, title=f"Story {s.id}", text="A town opens a desk.", kind="buitenland") for s in told.stories)
    found = english(Told(stories, (*told.opinions, opinion("x", {TRENDS[0]: Decision.UNSURE}))))
    page, written = html(found), text(found)
    assert '<html lang="en">' in page
    assert 'lang="nl"' not in page
    body = re.sub(r"(?s)<head>.*?</head>|<[^>]*>|«[^»]*» \(Staat van de Uitvoering, 2022\)", " ", page)
    names = {word for s in SOURCES.values() for word in re.findall(r"[a-z]+", s.name.casefold())}
    for said in (body, re.sub(r"(?s)«[^»]*»\s\(Staat van de\s+Uitvoering,\s+2022\)", " ", written)):
        words = set(re.findall(r"[a-zé]+", said.casefold()))
        assert {"stories", "headwind", "accountability"} <= words
        assert words & _dutch() - names == set()
