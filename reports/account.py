"""The accountability of a digest, in sentences: all that was read, added up; what is unsure; what it was made with. Pure."""

from collections.abc import Sequence

from pipeline.core.corrections import Ruling
from pipeline.core.digest import Digest
from pipeline.core.estimates import Estimate
from pipeline.core.findings import CorrectionNote, Overruled
from reports.phrases import Phrases, phrases
from reports.sentences import Line
from reports.tongue import N_

MOST_SOURCES = 12
MOST_CORRECTIONS = 5
_RULINGS = {
    Ruling.RIGHT: N_("%(label)s is right"),
    Ruling.WRONG: N_("%(label)s is wrong"),
    Ruling.MISSING: N_("%(label)s was missing"),
    Ruling.NOISE: N_("is noise"),
    Ruling.CHECKED: N_("checked as a whole"),
}


def account(digest: Digest) -> tuple[Line, ...]:
    """Every line of the accountability."""
    say = phrases(digest.lang)
    return (
        (say.gettext("Read"), _read(digest, say)),
        (say.gettext("Told"), _told(digest, say)),
        (say.gettext("Labels"), _labels(digest, say)),
        *([(say.gettext("Estimated"), _estimated(digest.estimates, digest, say))] if digest.estimates else []),
        (say.gettext("Sources"), _sources(digest, say)),
        (say.gettext("Corrections"), _corrections(digest, say)),
        (say.gettext("How"), _how(say)),
        (say.gettext("Made with"), _versions(digest, say)),
    )


def _read(digest: Digest, say: Phrases) -> str:
    """What the sources gave during the week."""
    intake = digest.intake
    number, dropped = say.number, sum(intake.dropped.values())
    reasons = [f"{say.dropped(reason)}: {number(count)}" for reason, count in intake.dropped.items() if count]
    said = say.ngettext(
        "%(num)s answer of sources with %(entries)s = %(new)s new + %(known)s known already + %(dropped)s left out",
        "%(num)s answers of sources with %(entries)s = %(new)s new + %(known)s known already + %(dropped)s left out",
        intake.answers,
        entries=say.items(intake.entries),
        new=number(intake.new),
        known=number(intake.known),
        dropped=number(dropped),
    )
    return f"{said} ({', '.join(reasons)})." if reasons else f"{said}."


def _told(digest: Digest, say: Phrases) -> str:
    """Collected = shown + listed + left out by reason."""
    counts, number = digest.counts, say.number
    doubles = say.ngettext("%(num)s repeated item", "%(num)s repeated items", counts.doubles)
    stories = say.stories(counts.stories)
    parts = [
        say.gettext("%(shown)s in this mail", shown=number(counts.shown)),
        say.gettext("%(listed)s only in the list", listed=number(counts.listed)),
        say.gettext("%(unlabelled)s without a label", unlabelled=number(counts.unlabelled)),
    ]
    if counts.old:
        parts.append(say.gettext("%(old)s older than eight weeks", old=number(counts.old)))
    said = f"{say.items(counts.signals)} = {stories} + {doubles}. {stories} = {' + '.join(parts)}."
    if digest.shortened:
        said += " " + say.gettext("This mail was shortened; the rest stands in the list.")
    return said


def _labels(digest: Digest, say: Phrases) -> str:
    """What is shown or listed, by how sure its labels are."""
    counts, number = digest.counts, say.number
    said = say.gettext(
        "%(shown)s + %(listed)s = %(signals)s (%(trended)s with a trend, %(directed)s with a direction)"
        " + %(unsure)s with doubts only.",
        shown=number(counts.shown),
        listed=number(counts.listed),
        signals=say.signals(counts.labelled),
        trended=number(counts.trended),
        directed=number(counts.directed),
        unsure=number(counts.unsure),
    )
    if not counts.late:
        return said
    late = say.ngettext(
        "%(num)s signal came late, from an earlier week.", "%(num)s signals came late, from an earlier week.", counts.late
    )
    return f"{said} {late}"


def _estimated(estimates: Sequence[Estimate], digest: Digest, say: Phrases) -> str:
    """How many stories truly carry a label: what a checked sample makes of the counts, with its interval."""
    titles = {row.id: row.title for row in digest.trends}
    titles |= {block.id: block.title for question in digest.questions for block in question.directions}
    parts = [
        say.gettext(
            "%(title)s %(estimate)s (%(low)s–%(high)s; counted %(counted)s)",
            title=titles[one.label],
            estimate=say.number(one.estimate),
            low=say.number(one.low),
            high=say.number(one.high),
            counted=say.number(one.counted),
        )
        for one in estimates
        if one.label in titles
    ]
    said = say.ngettext(
        "reckoned from %(num)s story that people checked, with an interval of 95 %%",
        "reckoned from %(num)s stories that people checked, with an interval of 95 %%",
        max(one.checked for one in estimates),
    )
    return f"{said}: {'; '.join(parts)}."


def _sources(digest: Digest, say: Phrases) -> str:
    hearing = digest.hearing
    said = say.gettext(
        "%(expected)s expected = %(heard)s heard all week + %(partly)s for a part + %(silent)s not heard.",
        expected=say.number(hearing.expected),
        heard=say.number(hearing.heard),
        partly=say.number(len(hearing.partly)),
        silent=say.number(len(hearing.silent)),
    )
    if hearing.silent:
        names = [f"{note.name} ({say.trouble(note.state)})" for note in hearing.silent]
        said += " " + say.gettext("Not heard: %(names)s.", names=_some(names, say))
    if hearing.partly:
        names = [f"{note.name} ({say.part_of_week(note.share, note.state)})" for note in hearing.partly]
        said += " " + say.gettext("Not heard all week: %(names)s.", names=_some(names, say))
    return said


def _some(names: Sequence[str], say: Phrases) -> str:
    """The first dozen; the others are counted."""
    shown, more = ", ".join(names[:MOST_SOURCES]), len(names[MOST_SOURCES:])
    if not more:
        return shown
    return say.ngettext("%(names)s and %(num)s other", "%(names)s and %(num)s others", more, names=shown)


def _corrections(digest: Digest, say: Phrases) -> str:
    notes = digest.corrections
    if not notes:
        return say.gettext("None since the edition before.")
    said = say.ngettext("%(num)s since the edition before", "%(num)s since the edition before", len(notes))
    shown = "; ".join(_correction(note, say) for note in notes[:MOST_CORRECTIONS])
    if more := len(notes[MOST_CORRECTIONS:]):
        shown += "; " + say.ngettext("and %(num)s more", "and %(num)s more", more)
    return f"{said}: {shown}. {_changed(digest.overruled, say)}"


def _correction(note: CorrectionNote, say: Phrases) -> str:
    label = f"{note.label_title} ({say.bearing(note.bearing)})" if note.bearing else note.label_title
    return f"«{note.title}» {say.gettext(_RULINGS[note.value], label=label)}"


def _changed(overruled: Sequence[Overruled], say: Phrases) -> str:
    """What corrections did to the counts of this week."""
    if not overruled:
        return say.gettext("That changes no count of this week.")
    parts = [f"{one.title} {_difference(one, say)}" for one in overruled]
    return say.gettext("What corrections changed in this week: %(changes)s.", changes="; ".join(parts))


def _difference(one: Overruled, say: Phrases) -> str:
    return " ".join(f"{sign}{say.number(count)}" for sign, count in (("+", one.added), ("−", one.removed)) if count)


def _how(say: Phrases) -> str:
    return say.gettext(
        "Labelled by a machine, by title and summary; not the judgement of who commissioned it."
        " The names of trends, questions and directions are those of the study"
        " «Onderzoek klantvriendelijke dienstverleningsconcepten» (Staat van de Uitvoering, 2022);"
        " the descriptions behind them are our own."
    )


def _versions(digest: Digest, say: Phrases) -> str:
    made = digest.versions
    return say.gettext(
        "edition %(week)s/%(edition)s, model %(model)s, taxonomy %(taxonomy)s, windwijzer %(code)s",
        week=digest.week,
        edition=digest.edition,
        model=made.model,
        taxonomy=made.taxonomy,
        code=made.code,
    )
