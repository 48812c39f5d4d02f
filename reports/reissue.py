"""What an edition that takes the place of another opens with: why it was made, and what it says otherwise. Pure."""

from pipeline.core.digest import Digest
from pipeline.core.findings import Cause, LabelChange
from reports.phrases import Phrases, phrases
from reports.sentences import Line
from reports.tongue import N_

MOST_COUNTS = 8
MOST_STORIES = 5
_CAUSES = {
    Cause.CORRECTIONS: N_("people corrected labels"),
    Cause.MODEL: N_("there is another model"),
    Cause.TAXONOMY: N_("the taxonomy changed"),
    Cause.SETTINGS: N_("settings changed"),
}


def reissue(digest: Digest) -> tuple[Line, ...]:
    """Why this edition was made after another of its week, and what changed since; () for the first edition."""
    made = digest.revision
    if made is None:
        return ()
    say = phrases(digest.lang)
    causes = say.joined([say.gettext(_CAUSES[cause]) for cause in made.causes])
    this = say.gettext("Edition %(number)s", number=digest.edition)
    why = say.gettext("takes the place of edition %(number)s: %(causes)s.", number=made.of, causes=causes)
    return ((this, why), (say.gettext("Changed counts"), _counts(digest, say)), (say.gettext("Stories"), _stories(digest, say)))


def _counts(digest: Digest, say: Phrases) -> str:
    assert digest.revision
    changes = digest.revision.difference.counts
    if not changes:
        return say.gettext("none.")
    titles = {row.id: row.title for row in digest.trends}
    titles |= {block.id: block.title for question in digest.questions for block in question.directions}
    return f"{_some([_count(one, titles.get(one.label, one.title), say) for one in changes], MOST_COUNTS, say)}."


def _count(one: LabelChange, title: str, say: Phrases) -> str:
    name = f"{title} ({say.bearing(one.bearing)})" if one.bearing else title
    return f"{name} {say.number(one.before)} → {say.number(one.after)}"


def _stories(digest: Digest, say: Phrases) -> str:
    assert digest.revision
    changed = digest.revision.difference.stories
    if not changed:
        return say.gettext("no story got other labels.")
    said = say.ngettext("%(num)s got other labels", "%(num)s got other labels", len(changed))
    return f"{said}: {_some([f'«{story.title}»' for story in changed], MOST_STORIES, say)}."


def _some(said: list[str], most: int, say: Phrases) -> str:
    shown = "; ".join(said[:most])
    more = len(said[most:])
    return f"{shown}; {say.ngettext('and %(num)s more', 'and %(num)s more', more)}" if more else shown
