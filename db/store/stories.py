"""Which signals tell the same news, week by week, and which story of the week before they go on with."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Engine, bindparam, select

from db.engine import reading, writing
from db.store.upsert import insert
from db.tables import stories, story_signals
from pipeline.core.model import Story
from pipeline.core.weeks import Week


class Stories:
    """The tables `stories` and `story_signals`. Who tells a story follows from its signals' sources; it is not kept here."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put(self, week: Week, found: Sequence[Story], earlier: Mapping[str, str]) -> None:
        """Stores the stories of *week* in place of those it had; *earlier* gives the story that one goes on with, by id."""
        rows = [{"week": week, "id": s.id, "lead": s.lead.id, "earlier": earlier.get(s.id)} for s in found]
        members = [{"week": week, "signal": signal.id, "story": s.id} for s in found for signal in s.signals]
        with writing(self._engine) as connection:
            connection.execute(story_signals.delete().where(story_signals.c.week == week))
            # a story that stays is not deleted: PostgreSQL would go through all members the week had, for each of them
            had = set(connection.execute(select(stories.c.id).where(stories.c.week == week)).scalars())
            gone = [{"b_id": ident} for ident in sorted(had - {s.id for s in found})]
            if gone:
                here = (stories.c.week == week) & (stories.c.id == bindparam("b_id"))
                connection.execute(stories.delete().where(here), gone)
            if rows:
                statement = insert(connection, stories)
                new = {name: statement.excluded[name] for name in ("lead", "earlier")}
                connection.execute(statement.on_conflict_do_update(index_elements=["week", "id"], set_=new), rows)
                connection.execute(story_signals.insert(), members)

    def earlier(self, week: Week) -> dict[str, str]:
        """The story of the week before that each story of *week* goes on with; those that are new are absent."""
        asked = select(stories.c.id, stories.c.earlier).where(stories.c.week == week, stories.c.earlier.is_not(None))
        with reading(self._engine) as connection:
            return {row.id: row.earlier for row in connection.execute(asked)}

    def members(self, week: Week) -> dict[str, str]:
        """The story of each signal of *week* that is in one, by signal."""
        asked = select(story_signals.c.signal, story_signals.c.story).where(story_signals.c.week == week)
        with reading(self._engine) as connection:
            return {row.signal: row.story for row in connection.execute(asked)}
