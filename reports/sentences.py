"""What the digest says of the week as a whole, in sentences: the funnel, what stands out, how the wind stands. Pure.

Page and text draw the same sentences, so that they say the same numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.core.digest import Digest, DirectionBlock, Review, TrendRow
from pipeline.core.findings import News, Standing
from reports.phrases import Phrases, phrases
from reports.tongue import N_

NEEDED = 5
"""From so many winds on, mee and tegen together, the balance is told; fewer say nothing."""
LEANS = (
    (0.8, "→", N_("mostly tailwind")),
    (0.6, "↗", N_("more tailwind than headwind")),
    (0.4, "↑", N_("about as much tailwind as headwind")),
    (0.2, "↖", N_("more headwind than tailwind")),
    (0.0, "←", N_("mostly headwind")),
)
"""From this share of mee on, the vane stands so: tegen is left, mee right."""
MOST_NEWS = 4
MANY = N_("Many stories mean much attention, not that a trend grows stronger.")

Line = tuple[str, str]
"""What a line is about, and what it says."""


@dataclass(frozen=True, slots=True)
class Vane:
    """How the wind stands over all directions. *arrow* and *words* are "" when there is too little wind to say."""

    mee: int
    tegen: int
    raakt: int
    arrow: str
    words: str


def vane(digest: Digest) -> Vane:
    """The winds of all directions together; a story that bears on two directions counts in both."""
    blocks = [block for question in digest.questions for block in question.directions]
    mee, tegen, raakt = (sum(getattr(block, wind) for block in blocks) for wind in ("mee", "tegen", "raakt"))
    arrow, words = "", ""
    if mee + tegen >= NEEDED:
        share = mee / (mee + tegen)
        _, arrow, message = next(lean for lean in LEANS if share >= lean[0])
        words = phrases(digest.lang).gettext(message)
    return Vane(mee, tegen, raakt, arrow, words)


def numbers(digest: Digest) -> str:
    """The funnel, and the sources it rests on."""
    say, counts, hearing = phrases(digest.lang), digest.counts, digest.hearing
    return say.gettext(
        "%(items)s → %(stories)s → %(signals)s, of which %(directed)s bear on a direction."
        " %(heard)s of %(expected)s sources heard.",
        items=say.items(counts.signals),
        stories=say.stories(counts.stories),
        signals=say.signals(counts.labelled),
        directed=say.number(counts.directed),
        heard=say.number(hearing.heard + len(hearing.partly)),
        expected=say.number(hearing.expected),
    )


def brief(digest: Digest) -> tuple[Line, ...]:
    """The trend that stands out or is told most, and what else stands out: the core of the week, but for its headwind."""
    return (*_trends(digest), *_news(digest))


def _trends(digest: Digest) -> tuple[Line, ...]:
    row = next((row for row in digest.trends if row.id == digest.brief.trend), None)
    if row is None:
        return ()
    say = phrases(digest.lang)
    told = say.told(row.title, row.count, row.comparison)
    if row.comparison.stands_out:
        return ((say.gettext("Most striking trend"), f"{told}."),)
    even = [one.title for one in digest.trends if one.count == row.count]
    if len(even) > 1:
        told = say.gettext("%(titles)s, with %(stories)s each", titles=say.joined(even), stories=say.stories(row.count))
        return ((say.gettext("Trends told most"), f"{told}."),)
    return ((say.gettext("Trend told most"), f"{told}."),)


def _news(digest: Digest) -> tuple[Line, ...]:
    """What stands out against usual but for the trend above; or that nothing does; or why nobody can say."""
    say, found = phrases(digest.lang), digest.news
    groups = _grouped(found, digest.brief.trend)
    said = [(say.gettext("Stands out"), _group(group, say)) for group in groups[:MOST_NEWS]]
    if more := len(groups) - len(said):
        counted = say.ngettext("%(num)s more stands out; see below.", "%(num)s more stand out; see below.", more)
        said.append((say.gettext("Besides"), counted))
    if found.out:
        return (*said, (say.gettext("The rest"), say.gettext("as usual.")))
    if found.nearest is None:
        why = say.why(found.why, found.weeks, found.weeks_needed)
        return ((say.gettext("Stands out"), say.gettext("whether anything does cannot be said yet: %(why)s.", why=why)),)
    nothing = say.gettext("nothing, every count is as usual.")
    return ((say.gettext("Stands out"), f"{nothing} {smallest(digest)}"),)


def smallest(digest: Digest) -> str:
    """The smallest rise of a trend or direction that would have been seen; "" when nothing is compared."""
    say, nearest = phrases(digest.lang), digest.news.nearest
    if nearest is None or nearest.comparison.high is None:
        return ""
    return say.gettext(
        "The smallest rise that would have been seen: %(title)s from %(stories)s on (expected: %(expected)s).",
        title=nearest.title,
        stories=say.stories(nearest.comparison.high + 1),
        expected=say.number(nearest.comparison.expected or 0),
    )


def basis(digest: Digest) -> str:
    """With what the trends are compared, or why they are not; and what a count does not mean."""
    say = phrases(digest.lang)
    weeks = max((row.comparison.weeks for row in digest.trends), default=0)
    if weeks:
        said = say.ngettext(
            "“Usual” is reckoned from %(num)s earlier week, of the sources heard this week.",
            "“Usual” is reckoned from %(num)s earlier weeks, of the sources heard this week.",
            weeks,
        )
    else:
        why = say.why(digest.news.why, digest.news.weeks, digest.news.weeks_needed)
        said = say.gettext("There is no comparison with earlier weeks: %(why)s.", why=why)
    rest = smallest(digest) if digest.news.out else ""
    return " ".join(part for part in (said, rest, say.gettext(MANY)) if part)


def _grouped(found: News, told: str) -> list[list[Standing]]:
    """What stands out by label, a direction with its winds together, but for the trend *told*; the most striking first."""
    groups: dict[str, list[Standing]] = {}
    for one in found.out:
        groups.setdefault(one.label.partition("/")[0], []).append(one)
    return [sorted(group, key=lambda one: one.bearing is not None) for label, group in groups.items() if label != told]


def _group(group: Sequence[Standing], say: Phrases) -> str:
    told = []
    for place, one in enumerate(group):
        title = one.title
        if one.bearing is not None:
            wind = say.bearing(one.bearing)
            title = wind if place else say.gettext("%(title)s, %(wind)s", title=one.title, wind=wind)
        told.append(say.told(title, one.count, one.comparison))
    return "; ".join(told) + "."


def balance(found: Vane, say: Phrases) -> str:
    """How the wind stands over all directions, in words."""
    counted = say.gettext(
        "Over all directions: ▼ %(tegen)s against, ▲ %(mee)s along, ◆ %(raakt)s touch",
        tegen=say.number(found.tegen),
        mee=say.number(found.mee),
        raakt=say.number(found.raakt),
    )
    return f"{counted}: {found.words}." if found.words else f"{counted}."


def winds(digest: Digest) -> str:
    """What the winds of the directions are, and what stands beside those that are not as usual."""
    say = phrases(digest.lang)
    said = say.gettext("Per direction: stories with headwind (left), with tailwind (right), and those that touch it.")
    if any(block.comparison.high is not None for question in digest.questions for block in question.directions):
        said += " " + say.gettext("Where nothing stands beside it, it is as usual.")
    return said


def unusual(block: DirectionBlock, say: Phrases) -> tuple[str, ...]:
    """What of a direction is not as usual: its stories, its headwind."""
    said = []
    if block.comparison.stands_out:
        said.append(f"{say.outcome(block.comparison)} ({say.usual(block.comparison)})")
    if block.against.stands_out:
        found = say.outcome(block.against), say.usual(block.against)
        said.append(say.gettext("headwind: %(outcome)s (%(usual)s)", outcome=found[0], usual=found[1]))
    return tuple(said)


def counted(block: DirectionBlock, say: Phrases) -> str:
    """A direction's winds in one line, and what of them is not as usual."""
    said = say.gettext(
        "▼ %(tegen)s against · ▲ %(mee)s along · ◆ %(raakt)s touch",
        tegen=say.number(block.tegen),
        mee=say.number(block.mee),
        raakt=say.number(block.raakt),
    )
    return "; ".join((said, *unusual(block, say)))


def quiet(blocks: Sequence[DirectionBlock], say: Phrases) -> str:
    """The directions without a story, in one line, each with the length of its silence."""
    silent = [f"{block.number} {block.title} ({say.silence(block.quiet_weeks)})" for block in blocks]
    return say.gettext("No signals: %(directions)s.", directions="; ".join(silent))


def trend(row: TrendRow, say: Phrases) -> str:
    """A trend's count and what is usual, in one line."""
    return say.compared(f"{row.title}: {say.stories(row.count)}", row.comparison)


def apart(digest: Digest, say: Phrases) -> str:
    """ "Buitenland en jongeren"."""
    titles = [block.title for block in digest.apart]
    return say.joined([titles[0], *(title[0].lower() + title[1:] for title in titles[1:])])


def doubts(review: Review, say: Phrases) -> str:
    """The labels in doubt, each with its probability."""
    return " · ".join(f"{doubt.title}? {say.number(doubt.probability)}" for doubt in review.doubts)
