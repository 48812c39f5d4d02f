"""The weeks of a trend, in words and as a picture."""

import io
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.core.digest import TrendRow
from pipeline.core.findings import Comparison, Outcome, Point
from pipeline.core.weeks import Week
from reports.charts import COLOUR, HEIGHT, WIDTH, line
from reports.lines import columns, lined, signs, words
from reports.phrases import phrases
from reports.render import html, text
from tests.conftest import ROOT
from tests.reports.stories import TRENDS, Told, compared, digest, weekful

LAST = Week(2026, 2)


def history(*counts: int | None, heard: float = 1.0) -> tuple[Point, ...]:
    """Points up to the second week of 2026, over the turn of the year; None for a week that was not collected."""
    first = LAST - (len(counts) - 1)
    return tuple(Point(first + n, count, heard) for n, count in enumerate(counts) if count is not None)


def _ink(points: tuple[Point, ...]) -> np.ndarray:
    """How much ink each pixel of the picture has, 0 to 255."""
    return np.asarray(Image.open(io.BytesIO(line(points))).convert("RGBA"))[..., 3]


def test_columns_are_twelve_and_keep_their_gaps() -> None:
    """The newest week stands last, over the turn of the year; a week that was not collected keeps its place."""
    found = columns(history(4, None, 6))
    assert [week.number for week, _ in found] == [43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 1, 2]
    assert [point.count if point else None for _, point in found] == [None] * 9 + [4, None, 6]


def test_words_say_the_ends_and_the_latest_top() -> None:
    """What the picture shows, a reader who does not see it hears."""
    row = TrendRow("x", "Trend", 6, 1, Comparison(Outcome.UNKNOWN), history(2, 9, 1234, 1234, 6), ())
    said = words(row, phrases("nl"))
    assert said == "Trend: 2 in week 50, 6 in week 2; hoogstens 1.234, in week 1."


@pytest.mark.parametrize(("before", "drawn"), [(0, False), (2, False), (3, True), (11, True)])
def test_lines_stand_there_from_four_weeks_on(before: int, drawn: bool) -> None:  # noqa: FBT001
    """Before there are four weeks, this one included, there is no line, in page nor text."""
    found = digest(weekful(4), given=compared(before))
    assert lined(found) == drawn
    assert ("<img " in html(found)) == ("Twaalf weken" in text(found)) == drawn


def test_signs_are_explained_only_when_they_occur() -> None:
    """Star and dash have their meaning beside them where they stand."""
    say = phrases("nl")
    whole, short = (digest(Told((), ()), given=compared(n)) for n in (11, 6))
    assert signs(whole, say) == ""
    assert signs(short, say) == "–: een week die niet verzameld is."


def test_picture_is_small_and_of_one_colour() -> None:
    """A transparent PNG of a palette, below 2 kB, in a colour that shows by day and by night."""
    png = line(history(*range(0, 36, 3)))
    picture = Image.open(io.BytesIO(png))
    assert len(png) < 2000
    assert (picture.mode, picture.size) == ("P", (WIDTH * 3 // 2, HEIGHT * 3 // 2))
    pixels = np.asarray(picture.convert("RGBA")).reshape(-1, 4)
    assert {tuple(rgb) for rgb in pixels[pixels[:, 3] > 0][:, :3].tolist()} == {COLOUR}
    for back in ((255, 255, 255), (18, 22, 29)):
        one, other = sorted((_light(COLOUR), _light(back)))
        assert (other + 0.05) / (one + 0.05) > 3


def _light(colour: tuple[int, int, int]) -> float:
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in (c / 255 for c in colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_points_stand_above_their_columns_as_high_as_they_count() -> None:
    """Each week's dot is in the middle of its twelfth part; twice the count is twice as high above zero."""
    counts = (0, 2, 4, 8, 16, 12, 10, 6, 4, 2, 8, 16)
    ink = _ink(history(*counts))
    width = ink.shape[1] / 12
    centres = []
    for place in range(12):
        strip = ink[:, round((place + 0.5) * width) - 1 : round((place + 0.5) * width) + 2]
        rows = np.flatnonzero(strip.max(axis=1) > 200)
        centres.append(float(rows.mean()))
    zero, top = centres[0], centres[4]
    for count, centre in zip(counts, centres, strict=True):
        assert abs((zero - centre) / (zero - top) - count / 16) < 0.08


def test_missing_week_breaks_the_line_and_a_half_heard_one_has_an_open_dot() -> None:
    """Nothing is drawn where nothing was collected; a dot of a half heard week is hollow."""
    whole, gap = _ink(history(*[5] * 12)), _ink(history(*[5] * 6, None, *[5] * 5))
    width = whole.shape[1] // 12
    part = slice(6 * width + 8, 7 * width - 8)
    assert whole[10:20, part].max() > 200
    assert gap[: gap.shape[0] // 2, part].max() == 0
    half = _ink((*history(*[5] * 11)[:-1], Point(LAST - 1, 5, 0.3), Point(LAST, 5, 1.0)))
    assert half.tobytes() != whole.tobytes()


SAME = """
import hashlib, matplotlib
matplotlib.rcParams["lines.antialiased"] = False
matplotlib.rcParams["savefig.dpi"] = 40
from tests.reports.test_lines import history
from reports.charts import line
print(hashlib.sha256(line(history(*range(0, 36, 3)))).hexdigest())
"""


def test_picture_hangs_on_its_numbers_only(tmp_path: Path) -> None:
    """In another process, with settings of a person's own for matplotlib, the bytes are the same."""
    (tmp_path / "matplotlibrc").write_text("lines.linewidth: 9\nsavefig.pad_inches: 1\nfigure.dpi: 30\n", encoding="utf-8")
    environment = os.environ | {"MPLCONFIGDIR": str(tmp_path), "MATPLOTLIBRC": str(tmp_path), "PYTHONHASHSEED": "7"}
    asked = subprocess.run([sys.executable, "-c", SAME], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    here = subprocess.run([sys.executable, "-c", SAME], cwd=ROOT, capture_output=True, text=True, check=True)
    assert asked.stdout == here.stdout
    assert len(TRENDS) == 6
