"""Alembic, driven from code: upgrades run inside one transaction."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Engine

from db.engine import writing
from pipeline.core.errors import StoreError

FOLDER = Path(__file__).with_name("migrations")


def upgrade(engine: Engine) -> str:
    """Brings the schema to the newest revision, whole or not at all, and names it. Harmless when it is there already.

    StoreError when the database has a schema that this program does not know, as after a newer program.
    """
    config = _config()
    try:
        with writing(engine) as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except CommandError as error:
        msg = f"the schema is not one of this program ({error}): install the newer windwijzer that made it"
        raise StoreError(msg) from error
    return newest()


def newest() -> str:
    """The revision that the migrations lead to."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    return str(head)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return config
