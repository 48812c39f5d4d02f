"""stories list, status, db upgrade: what is stored, and how it stands."""

from collections import Counter
from typing import TYPE_CHECKING, Any

import typer

from pipeline.cli import output
from pipeline.cli.options import AsJson, OneWeek, given, log_to_stderr, opened, week_or_last
from pipeline.core.model import Assessment, Decision, Story

if TYPE_CHECKING:
    from pipeline.app import App

stories = typer.Typer(help="Stories: the same news, told once or often.", no_args_is_help=True)
database = typer.Typer(help="The database.", no_args_is_help=True)


def add_to(cli: typer.Typer) -> None:
    """Puts the groups and `status` on the root."""
    cli.add_typer(stories, name="stories")
    cli.add_typer(database, name="db")
    cli.command(epilog="Example: windwijzer status --json")(status)


@stories.command("list", epilog="Example: windwijzer stories list --week 2026-W47 --json")
def list_stories(context: typer.Context, one: OneWeek = None, as_json: AsJson = False) -> None:
    """Lists the stories of a week; default the last ended.

    With what the model in use made of them.
    """
    with opened(context) as app:
        chosen = week_or_last(one, app)
        found, opinions = app.told.stories(chosen), app.told.assessments(chosen)
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
    counted = ", ".join(f"{number} {state}" for state, number in found["sources"]["health"].items())
    output.say(f"sources    {found['sources']['heard']} of {found['sources']['enabled']} heard when last asked; {counted}")
    for source in found["sources"]["ill"]:
        heard = f"last heard {source['heard']:%Y-%m-%d %H:%M}" if source["heard"] else "never heard"
        message = f" ({source['message']})" if source["message"] else ""
        output.say(f"           {source['id']}: {source['health']}{message}; {heard}; {source['remedy']}")
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
    from pipeline.watch.health import HealthState

    standings, health = app.store.standings.all(), app.health()
    enabled = [s.id for s in app.sources if s.enabled and s.url]
    states = Counter(health[i].state for i in enabled)
    ill = [i for i in enabled if not health[i].state.well]
    counted, editions = app.store.signals.weeks(), app.store.editions.weeks()
    return {
        "now": app.now,
        "last_week": last_ended(app.now, app.settings.timezone),
        "database": app.store.engine.url.render_as_string(hide_password=True),
        "model": app.desk.current(),
        "sources": {
            "enabled": len(enabled),
            "heard": sum(1 for i in enabled if i in standings and (state := standings[i].state) and state.heard),
            "health": {state.value: states[state] for state in HealthState if states[state]},
            "ill": [
                {
                    "id": i,
                    "health": health[i].state,
                    "since": health[i].since,
                    "heard": health[i].heard,
                    "message": health[i].message,
                    "remedy": health[i].remedy,
                }
                for i in ill
            ],
        },
        "weeks": [{"week": w, "signals": n, "edition": editions.get(w)} for w, n in sorted(counted.items())],
        "due": due(app.now, app.store, app.settings.timezone),
        "runs": [
            {"kind": r.kind, "week": r.week, "started": r.started, "ended": r.ended, "state": r.state, "ledger": r.ledger}
            for r in app.store.runs.latest()
        ],
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
