"""The page in a real browser: on a telephone, on a desk, by day and by night."""

import re
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser

from pipeline.core.digest import Digest
from pipeline.core.model import Decision
from pipeline.core.taxonomy import Bearing
from tests.reports.browsing import opened
from tests.reports.stories import DIRECTIONS, TRENDS, Told, compared, digest, opinion, story, weekful

pytestmark = pytest.mark.browser

LONG = "Meervoudigepersoonlijkheidsbeschermingswet" * 5
BUSY = digest(weekful(), given=compared(6, dict.fromkeys(TRENDS, 1284)))
BEARINGS = dict.fromkeys(DIRECTIONS, Bearing.TEGEN)
UNBROKEN = digest(
    Told(
        tuple(story(f"a{n}", title=f"{n}{LONG}", text=f"Zie https://krant.example/{LONG}. Meer.") for n in range(12)),
        tuple(
            opinion(f"a{n}", {TRENDS[0]: Decision.YES}, BEARINGS if n % 2 else {}, () if n % 2 else DIRECTIONS)
            for n in range(12)
        ),
    )
)
EMPTY = digest(Told((), ()))


@pytest.mark.parametrize("width", [320, 375, 1024])
@pytest.mark.parametrize("found", [BUSY, UNBROKEN, EMPTY], ids=["busy", "unbroken", "empty"])
def test_nothing_overflows_sideways(browser: Browser, tmp_path: Path, found: Digest, width: int) -> None:
    """On a telephone and on a desk, no week and no endless word makes a reader scroll sideways."""
    page, _ = opened(browser, tmp_path, found, width)
    assert page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]") == [width, width]
    page.close()


OTHERS = "script, link, iframe, img:not([src^='data:image/png']), [onload], [onerror], [onclick]"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_request_leaves_the_page(browser: Browser, tmp_path: Path, scheme: Literal["light", "dark"]) -> None:
    """Opening the page asks nothing of anybody, even when titles and summaries try to."""
    words = '"><img src=https://spion.example/x.png><link rel=stylesheet href=https://spion.example/x.css><script>fetch("/x")</script>'
    told = Told((story("a", title=words, text=f"Ander {words}"),), (opinion("a", {TRENDS[0]: Decision.YES}),))
    for found in (BUSY, digest(told)):
        page, asked = opened(browser, tmp_path, found, scheme=scheme)
        assert asked == []
        assert page.evaluate(f"document.querySelectorAll({OTHERS!r}).length") == 0
        page.close()


def test_hostile_title_is_read_as_it_was_written(browser: Browser, tmp_path: Path) -> None:
    """A title of markup is shown letter by letter, and letters outside ASCII are what they were."""
    words = "</td></table><script>document.title='kwaad'</script> “één” &amp; ▲"
    told = Told((story("a", title=words),), (opinion("a", {TRENDS[0]: Decision.YES}),))
    page, _ = opened(browser, tmp_path, digest(told))
    assert page.locator("div.title a").all_inner_texts() == [words]
    assert page.title() == "Trendsignalen week 47: 1 signaal"
    page.close()


COLOURS = """() => [...document.querySelectorAll('.page, .page *')].filter(e => [...e.childNodes].some(
  n => n.nodeType === 3 && n.textContent.trim())).map(e => {
    let b = e; while (b && getComputedStyle(b).backgroundColor === 'rgba(0, 0, 0, 0)') b = b.parentElement;
    const back = getComputedStyle(b ?? document.body).backgroundColor;
    return [e.tagName + '.' + e.className, getComputedStyle(e).color, back]; })"""


def _light(colour: str) -> float:
    """The relative luminance of "rgb(…)", as WCAG has it."""
    parts = [int(n) / 255 for n in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read(browser: Browser, tmp_path: Path, scheme: Literal["light", "dark"]) -> None:
    """By day and by night, each text differs from its background by the 4.5 to 1 of WCAG AA; by night the page is dark."""
    page, _ = opened(browser, tmp_path, BUSY, scheme=scheme)
    found: list[list[str]] = page.evaluate(COLOURS)
    assert len(found) > 100
    lights = {(what, _light(text), _light(back)) for what, text, back in found if ".bar" not in what and ".band" not in what}
    assert [what for what, one, other in lights if (max(one, other) + 0.05) / (min(one, other) + 0.05) < 4.5] == []
    back = page.evaluate("getComputedStyle(document.querySelector('.page')).backgroundColor")
    assert (_light(back) < 0.2) == (scheme == "dark")
    page.close()


ROWS = """() => [...document.querySelectorAll('.bars tr[aria-hidden]')].map(r => [
  r.previousElementSibling.querySelector('.num b'), r.querySelector('.bar')])
  .filter(([c, b]) => b).map(([c, b]) => [Number(c.textContent), b.getBoundingClientRect().width])"""
WINDS = """side => [...document.querySelectorAll('.winds .bar' + side)].map(b => [
  Number(b.closest('table').nextElementSibling.textContent.match(/\\d+/)[0]), b.getBoundingClientRect().width])"""
ASIDE = """() => [...document.querySelectorAll('.winds .bartegen')].map(b => [
  b.getBoundingClientRect().right, b.closest('td.left').getBoundingClientRect().right - 5])"""


@pytest.mark.parametrize("width", [320, 375, 1024])
def test_bars_keep_the_proportion_of_the_counts(browser: Browser, tmp_path: Path, width: int) -> None:
    """A bar of twice the count is twice as wide, within a pixel and a half, on the smallest screen too."""
    wanted = {TRENDS[0]: 12, TRENDS[1]: 6, TRENDS[2]: 3, TRENDS[3]: 1}
    ids = [(f"{trend}{n}", trend, n) for trend, count in wanted.items() for n in range(count)]
    opinions = (opinion(i, {t: Decision.YES}, {DIRECTIONS[n % 3]: Bearing.TEGEN if n % 4 else Bearing.MEE}) for i, t, n in ids)
    found = digest(Told(tuple(story(i) for i, _, _ in ids), tuple(opinions)))
    page, _ = opened(browser, tmp_path, found, width)
    trends: list[list[float]] = page.evaluate(ROWS)
    winds: list[list[float]] = page.evaluate(WINDS, "mee") + page.evaluate(WINDS, "tegen")
    edges: list[list[float]] = page.evaluate(ASIDE)
    page.close()
    assert [one for one, other in edges if abs(one - other) > 1] == []
    assert [count for count, _ in trends] == list(wanted.values())
    blocks = [d for q in found.questions for d in q.directions]
    assert sorted(c for c, _ in winds) == sorted(n for d in blocks for n in (d.mee, d.tegen) if n)
    for bars, least in ((trends, 280), (winds, 50)):
        most, widest = max(bars)
        assert widest > least
        assert [(n, w) for n, w in bars if abs(w - widest * n / most) > 1.5] == []
