"""A trend's weeks as a small picture. The same weeks give the same bytes, with the same matplotlib and Pillow."""

import io
from functools import lru_cache

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image

from pipeline.core.findings import Point
from reports.compare import LINE_WEEKS
from reports.lines import columns, half

WIDTH, HEIGHT = 572, 44
"""In pixels of a page; a picture has half as many more, for sharp screens."""
COLOUR = (74, 128, 181)
"""Stands out three to one from white and from the page by night (WCAG 1.4.11)."""
_DPI = 150
_LEVELS = 16


@lru_cache(maxsize=64)
def line(history: tuple[Point, ...]) -> bytes:
    """The counts of the last twelve weeks as a transparent PNG, from zero up; every point above a column of equal width.

    A week that was not collected breaks the line; one that was half heard has an open dot.
    """
    # whatever a person set for their own pictures is not for these
    with mpl.rc_context():
        mpl.rcdefaults()
        return _png(_drawn(history))


def _drawn(history: tuple[Point, ...]) -> NDArray[np.uint8]:
    """How much ink stands where, 0 to 255."""
    places = columns(history)
    counts = np.array([point.count if point else np.nan for _, point in places])
    figure = Figure(figsize=(WIDTH / 100, HEIGHT / 100), dpi=_DPI)
    figure.patch.set_alpha(0)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    top = max(float(np.nanmax(counts)), 1.0)
    axes.set_xlim(-0.5, LINE_WEEKS - 0.5)
    axes.set_ylim(-0.14 * top, 1.16 * top)
    axes.axhline(0, color="black", alpha=0.45, linewidth=0.6)
    axes.plot(range(LINE_WEEKS), counts, color="black", linewidth=1.5, solid_joinstyle="round")
    whole = [place for place, (_, point) in enumerate(places) if point and not half(point)]
    partly = [place for place, (_, point) in enumerate(places) if point and half(point)]
    axes.plot(whole, counts[whole], "o", color="black", markersize=3.5, markeredgewidth=0)
    axes.plot(partly, counts[partly], "o", color="black", markersize=5, markeredgewidth=1, fillstyle="none")
    if LINE_WEEKS - 1 in whole:
        axes.plot([LINE_WEEKS - 1], counts[-1:], "o", color="black", markersize=6, markeredgewidth=0)
    drawn = io.BytesIO()
    figure.savefig(drawn, format="rgba", dpi=_DPI)
    return np.frombuffer(drawn.getvalue(), dtype=np.uint8).reshape(HEIGHT * _DPI // 100, WIDTH * _DPI // 100, 4)[..., 3]


def _png(ink: NDArray[np.uint8]) -> bytes:
    """One colour, more or less of it: sixteen shades of transparency, four bits a pixel."""
    step = 255 // (_LEVELS - 1)
    picture = Image.fromarray(((ink.astype(np.int64) + step // 2) // step).astype(np.uint8)).convert("P")
    picture.putpalette(COLOUR * _LEVELS)
    written = io.BytesIO()
    shades = bytes(step * level for level in range(_LEVELS))
    picture.save(written, "PNG", bits=4, transparency=shades, optimize=False, compress_level=9)
    return written.getvalue()
