"""The page in a real browser: on a telephone, on a desk, by day and by night."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from pipeline.core.digest import Digest
from pipeline.core.model import Decision
from pipeline.core.taxonomy import Bearing
from reports.render import html
from tests.reports.stories import DIRECTIONS, TRENDS, WEEK, Told, background, counted, digest, opinion, story, weekful

pytestmark = pytest.mark.browser

ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
LONG = "Meervoudigepersoonlijkheidsbeschermingswet" * 5
BUSY = digest(weekful(), given=background([counted(WEEK - n, dict.fromkeys(TRENDS, 1284)) for n in range(1, 7)]))
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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("needs Chromium: no program of the name chromium was found")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=ARGS)
        yield started
        started.close()


def _opened(
    browser: Browser, folder: Path, found: Digest, width: int = 375, scheme: Literal["light", "dark"] = "light"
) -> tuple[Page, list[str]]:
    """The page as a reader opens it from a file, and what it asked of the outside."""
    file = folder / "digest.html"
    file.write_bytes(html(found).encode())
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri(), wait_until="load")
    return page, [url for url in asked if url != file.as_uri()]


@pytest.mark.parametrize("width", [320, 375, 1024])
@pytest.mark.parametrize("found", [BUSY, UNBROKEN, EMPTY], ids=["busy", "unbroken", "empty"])
def test_nothing_overflows_sideways(browser: Browser, tmp_path: Path, found: Digest, width: int) -> None:
    """On a telephone and on a desk, no week and no endless word makes a reader scroll sideways."""
    page, _ = _opened(browser, tmp_path, found, width)
    assert page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]") == [width, width]
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_request_leaves_the_page(browser: Browser, tmp_path: Path, scheme: Literal["light", "dark"]) -> None:
    """Opening the page asks nothing of anybody, even when titles and summaries try to."""
    words = '"><img src=https://spion.example/x.png><link rel=stylesheet href=https://spion.example/x.css><script>fetch("/x")</script>'
    told = Told((story("a", title=words, text=f"Ander {words}"),), (opinion("a", {TRENDS[0]: Decision.YES}),))
    for found in (BUSY, digest(told)):
        page, asked = _opened(browser, tmp_path, found, scheme=scheme)
        assert asked == []
        foreign = "script, img:not([src^='data:image/png']), link, iframe, [onload], [onerror], [onclick]"
        assert page.evaluate(f"""document.querySelectorAll("{foreign}").length""") == 0
        page.close()


def test_hostile_title_is_read_as_it_was_written(browser: Browser, tmp_path: Path) -> None:
    """A title of markup is shown letter by letter, and letters outside ASCII are what they were."""
    words = "</td></table><script>document.title='kwaad'</script> “één” &amp; ▲"
    told = Told((story("a", title=words),), (opinion("a", {TRENDS[0]: Decision.YES}),))
    page, _ = _opened(browser, tmp_path, digest(told))
    assert page.locator(".title a").all_inner_texts() == [words]
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
    page, _ = _opened(browser, tmp_path, BUSY, scheme=scheme)
    found: list[list[str]] = page.evaluate(COLOURS)
    assert len(found) > 100
    lights = {(what, _light(text), _light(back)) for what, text, back in found if ".bar" not in what}
    assert [what for what, one, other in lights if (max(one, other) + 0.05) / (min(one, other) + 0.05) < 4.5] == []
    back = page.evaluate("getComputedStyle(document.querySelector('.page')).backgroundColor")
    assert (_light(back) < 0.2) == (scheme == "dark")
    page.close()


ROWS = """() => [...document.querySelectorAll('td.track')].map(t => [t.parentElement.previousElementSibling.querySelector('b'),
  t.querySelector('.bar')]).filter(([c, b]) => b).map(([c, b]) => [Number(c.textContent), b.getBoundingClientRect().width])"""
WINDS = """side => [...document.querySelectorAll('.winds div.' + side)].map(d => [Number(d.textContent.match(/\\d+/)[0]),
  d.parentElement.querySelector('.bar' + side)]).filter(([n, b]) => b).map(([n, b]) => [n, b.getBoundingClientRect().width])"""


@pytest.mark.parametrize("width", [320, 375, 1024])
def test_bars_keep_the_proportion_of_the_counts(browser: Browser, tmp_path: Path, width: int) -> None:
    """A bar of twice the count is twice as wide, within a pixel and a half, on the smallest screen too."""
    wanted = {TRENDS[0]: 12, TRENDS[1]: 6, TRENDS[2]: 3, TRENDS[3]: 1}
    ids = [(f"{trend}{n}", trend, n) for trend, count in wanted.items() for n in range(count)]
    opinions = (opinion(i, {t: Decision.YES}, {DIRECTIONS[n % 3]: Bearing.TEGEN if n % 4 else Bearing.MEE}) for i, t, n in ids)
    found = digest(Told(tuple(story(i) for i, _, _ in ids), tuple(opinions)))
    page, _ = _opened(browser, tmp_path, found, width)
    trends: list[list[float]] = page.evaluate(ROWS)
    winds: list[list[float]] = page.evaluate(WINDS, "mee") + page.evaluate(WINDS, "tegen")
    page.close()
    assert [count for count, _ in trends] == list(wanted.values())
    blocks = [d for q in found.questions for d in q.directions]
    assert sorted(c for c, _ in winds) == sorted(n for d in blocks for n in (d.mee, d.tegen) if n)
    for bars in (trends, winds):
        most, widest = max(bars)
        assert widest > 40
        assert [(n, w) for n, w in bars if abs(w - widest * n / most) > 1.5] == []
