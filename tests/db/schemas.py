"""Databases as earlier programs left them."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from db.engine import make_engine, writing
from db.migrate import FOLDER


def of_schema(url: str, revision: str) -> Engine:
    """An engine on a database of that schema, empty but for its tables; dispose of it when done."""
    made = make_engine(url)
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    with writing(made) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    return made
