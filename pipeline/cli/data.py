"""signals list, stories list, status, db upgrade: what is stored, and how it stands."""

from typing import TYPE_CHECKING, Any

import typer

from pipeline.cli import output
from pipeline.cli.options import AsJson, OneWeek, given, log_to_stderr, opened, week_or_last
from pipeline.core.model import Assessment, Decision, Signal, Story

if TYPE_CHECKING:
    from pipeline.app import App

signals = typer.Typer(help="Signals: what the world said.", no_args_is_help=True)
stories = typer.Typer(help="Stories: the same news, told once or often.", no_args_is_help=True)
database = typer.Typer(help="The database.", no_args_is_help=True)


def add_to(cli: typer.Typer) -> None:
    """Puts the groups and `status` on the root."""
    cli.add_typer(signals, name="signals")
    cli.add_typer(stories, name="stories")
    cli.add_typer(database, name="db")
    cli.command(epilog="Example: windwijzer status --json")(status)


@signals.command("list", epilog="Example: windwijzer signals list --week 2026-W47 --json")
def list_signals(context: typer.Context, one: OneWeek = None, as_json: AsJson = False) -> None:
    """Lists the signals of a week; default the last ended."""
    with opened(context) as app:
        found = app.store.signals.of_week(week_or_last(one, app))
    if as_json:
        output.say_json([_signal_json(signal) for signal in found])
        return
    rows = [(s.id, s.source, f"{s.published or s.seen:%m-%d %H:%M}", s.week_reason.value, s.title) for s in found]
    output.table(("id", "source", "moment (UTC)", "week by", "title"), rows)
    output.say(f"{len(found)} signals")


@stories.command("list", epilog="Example: windwijzer stories list --week 2026-W47 --json")
def list_stories(context: typer.Context, one: OneWeek = None, as_json: AsJson = False) -> None:
    """Lists the stories of a week; default the last ended.

    With what the model in use made of them.
    """
    with opened(context) as app:
        chosen = week_or_last(one, app)
        found, opinions = app.stories(chosen), app.assessments(chosen)
    listed = [_story_json(story, opinions.get(story.lead.id)) for story in found]
    if as_json:
        output.say_json(listed)
        return
    rows = [
        (
            s["id"],
            ", ".join(s["publishers"]),
            len(s["signals"]),
            " ".join([*s["trends"], *(f"{label}={bearing}" for label, bearing in s["directions"].items())]),
            s["title"],
        )
        for s in listed
    ]
    output.table(("id", "publishers", "signals", "labels", "title"), rows)
    output.say(f"{len(listed)} stories")


def status(context: typer.Context, as_json: AsJson = False) -> None:
    """Says how things stand, and what is due."""
    with opened(context) as app:
        found = _status(app)
    if as_json:
        output.say_json(found)
        return
    output.say(f"now        {found['now']:%Y-%m-%d %H:%M} UTC, last ended week {found['last_week']}")
    output.say(f"database   {found['database']}")
    output.say(f"model      {found['model'] or 'none yet; the first use trains one'}")
    heard, asked = found["sources"]["heard"], found["sources"]["enabled"]
    output.say(f"sources    {heard} of {asked} heard when last asked")
    for source in found["sources"]["failing"]:
        output.say(
            f"           {source['id']}: {source['state']} ({source['message']}); last heard {source['heard'] or 'never'}"
        )
    output.say(f"due        {', '.join(str(w) for w in found['due']) or 'nothing'}")
    rows = [(w["week"], w["signals"], w["edition"] or "") for w in found["weeks"][-12:]]
    output.table(("week", "signals", "edition"), rows)
    runs = [(r["kind"], r["week"] or "", f"{r['started']:%Y-%m-%d %H:%M}", r["state"]) for r in found["runs"]]
    output.table(("last run", "week", "started (UTC)", "state"), runs)


@database.command(epilog="Example: windwijzer db upgrade")
def upgrade(context: typer.Context, as_json: AsJson = False) -> None:
    """Brings the database to the schema of this program.

    Harmless when it is there already.
    """
    from db.engine import make_engine
    from db.migrate import upgrade as bring
    from db.open import revision

    settings = given(context).settings()
    log_to_stderr(settings.log_level)
    engine = make_engine(settings.url)
    try:
        before, after = revision(engine), bring(engine)
    finally:
        engine.dispose()
    if as_json:
        output.say_json({"before": before, "after": after})
    else:
        output.say(
            f"database: schema {before or 'none'} → {after}" if before != after else f"database: already at schema {after}"
        )


def _status(app: "App") -> dict[str, Any]:
    from pipeline.core.weeks import last_ended
    from pipeline.schedule import due

    standing = app.store.sources.status()
    enabled = [s for s in app.store.sources.all().values() if s.enabled and s.url]
    failing = [s.id for s in enabled if (found := standing[s.id].state) and not found.heard]
    counted, editions = app.store.signals.weeks(), app.store.editions.weeks()
    return {
        "now": app.now,
        "last_week": last_ended(app.now, app.settings.timezone),
        "database": app.store.engine.url.render_as_string(hide_password=True),
        "model": app.desk.current(),
        "sources": {
            "enabled": len(enabled),
            "heard": sum(1 for s in enabled if (state := standing[s.id].state) and state.heard),
            "failing": [
                {"id": i, "state": standing[i].state, "message": standing[i].message, "heard": standing[i].heard}
                for i in failing
            ],
        },
        "weeks": [{"week": w, "signals": n, "edition": editions.get(w)} for w, n in sorted(counted.items())],
        "due": due(app.now, app.store, app.settings.timezone),
        "runs": [
            {"kind": r.kind, "week": r.week, "started": r.started, "ended": r.ended, "state": r.state, "ledger": r.ledger}
            for r in app.store.runs.latest()
        ],
    }


def _signal_json(signal: Signal) -> dict[str, Any]:
    return {
        "id": signal.id,
        "source": signal.source,
        "url": signal.url,
        "title": signal.title,
        "text": signal.text,
        "lang": signal.lang,
        "published": signal.published,
        "seen": signal.seen,
        "week": signal.week,
        "week_reason": signal.week_reason,
    }


def _story_json(story: Story, opinion: Assessment | None) -> dict[str, Any]:
    trends = [v.label for v in opinion.trends if v.decision is Decision.YES] if opinion else []
    directions = {v.label: v.bearing for v in opinion.directions if v.decision is Decision.YES} if opinion else {}
    return {
        "id": story.id,
        "week": story.week,
        "title": story.lead.title,
        "publishers": list(story.publishers),
        "signals": [signal.id for signal in story.signals],
        "trends": trends,
        "directions": directions,
    }
