"""The page for everyone: what axe-core finds, and what it cannot see."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from pipeline.core.digest import Digest
from pipeline.core.taxonomy import Bearing
from reports.render import html
from tests.reports.browsing import Scheme, opened
from tests.reports.stories import DIRECTIONS, Told, compared, digest, opinion, story, weekful

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BUSY = digest(weekful(), given=compared(12))
ENGLISH = digest(weekful(24), given=compared(5).spoken_in("en"))
EMPTY = digest(Told((), ()))


def _violations(browser: Browser, folder: Path, found: Digest, width: int, scheme: Scheme) -> list[str]:
    page, _ = opened(browser, folder, found, width, scheme)
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    response = Axe().run(page, options=options).response
    page.close()
    assert response["passes"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in response["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1024])
def test_busy_week_has_no_violation(browser: Browser, tmp_path: Path, width: int, scheme: Scheme) -> None:
    """By the rules of WCAG 2.2 A and AA and by axe's own, on a telephone and a desk, by day and by night."""
    assert _violations(browser, tmp_path, BUSY, width, scheme) == []


@pytest.mark.parametrize("found", [ENGLISH, EMPTY], ids=["english", "empty"])
def test_other_weeks_have_no_violation(browser: Browser, tmp_path: Path, found: Digest) -> None:
    """An English edition, and a week without anything, are as accessible."""
    assert _violations(browser, tmp_path, found, 375, "light") == []


def test_fault_would_be_found(browser: Browser, tmp_path: Path) -> None:
    """The check sees a picture without words, pale text and a table without heads."""
    page, _ = opened(browser, tmp_path, BUSY)
    page.evaluate("""() => { document.querySelector('img').removeAttribute('alt');
      document.querySelector('.meta').style.color = '#c8ccd4'; document.documentElement.removeAttribute('lang'); }""")
    response = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response
    page.close()
    assert {"image-alt", "color-contrast", "html-has-lang"} <= {one["id"] for one in response["violations"]}


def test_headings_go_down_one_at_a_time() -> None:
    """One first heading; a heading is at most one step below the one before it."""
    for found in (BUSY, ENGLISH, EMPTY):
        levels = [int(level) for level in re.findall(r"<h([1-6])\b", html(found))]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert [(one, other) for one, other in pairwise(levels) if other > one + 1] == []


def test_page_can_be_read_without_colour() -> None:
    """Every bearing stands in words or under a head with words, beside its sign; no bar is the only bearer of a number."""
    told = Told((story("a"),), (opinion("a", {}, dict(zip(DIRECTIONS, Bearing, strict=False))),))
    page = re.sub(r'\s(?:style|class|bgcolor)="[^"]*"', "", html(digest(told)))
    for words in (
        "▲&nbsp;wind mee",
        "▼&nbsp;wind tegen",
        "◆&nbsp;raakt",
        "▼ tegen",
        "▲ mee",
        "▼&nbsp;1",
        "▲&nbsp;1",
        "◆&nbsp;1",
    ):
        assert words in page
