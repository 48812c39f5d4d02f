"""The figures of `evaluate` as one picture: F1 per label with its interval, reliability, and the coverage–accuracy curve."""

from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

_INK, _SOFT = "#1b3a57", "#9bb3c7"


def draw(figures: dict[str, Any], path: Path) -> None:
    """Writes a PNG or SVG, by the ending of *path*. *figures* as `evaluate` gives them; OSError when it cannot be written."""
    sheet = Figure(figsize=(13, 5), layout="constrained")
    labels, reliability, curve = sheet.subplots(1, 3, width_ratios=(1.5, 1, 1))
    _labels(labels, figures)
    _reliability(reliability, figures["natural"])
    _curve(curve, figures["curve"])
    sheet.savefig(path, dpi=110)


def _labels(axes: Axes, figures: dict[str, Any]) -> None:
    named = [(label, one) for label, one in reversed(figures["labels"].items()) if one["f1"] is not None]
    for place, (label, one) in enumerate(named):
        low, high = figures["intervals"].get(label, {}).get("f1", (one["f1"], one["f1"]))
        axes.plot((low, high), (place, place), color=_SOFT, linewidth=5, solid_capstyle="round")
        axes.plot(one["f1"], place, "o", color=_INK)
    axes.set_yticks(range(len(named)), [f"{label} ({one['support']})" for label, one in named])
    axes.set_xlim(0, 1)
    axes.set_title("F1 of yes decisions (support), 95 % interval", fontsize=10)
    axes.grid(axis="x", alpha=0.3)


def _reliability(axes: Axes, natural: dict[str, Any]) -> None:
    axes.plot((0, 1), (0, 1), color=_SOFT)
    axes.plot([b["said"] for b in natural["bins"]], [b["seen"] for b in natural["bins"]], "o-", color=_INK)
    error = "–" if natural["error"] is None else f"{natural['error']:.3f}"
    axes.set_title(f"Reliability, natural mix\n{natural['pairs']} pairs of at least 0.1, off by {error}", fontsize=10)
    axes.set_xlabel("probability given")
    axes.set_ylabel("share that is true")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)


def _curve(axes: Axes, points: list[dict[str, float]]) -> None:
    axes.plot([p["coverage"] for p in points], [p["accuracy"] for p in points], "o-", color=_INK)
    axes.set_title("Accuracy when silent on the rest", fontsize=10)
    axes.set_xlabel("coverage")
    axes.set_ylabel("accuracy")
    axes.set_xlim(0, 1.02)
    axes.set_ylim(0, 1)
    axes.grid(alpha=0.3)
