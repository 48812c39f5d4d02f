"""Alembic, driven from code: upgrades run inside one transaction."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from db.engine import writing

FOLDER = Path(__file__).with_name("migrations")


def upgrade(engine: Engine) -> str:
    """Brings the schema to the newest revision, whole or not at all, and names it. Harmless when it is there already."""
    config = _config()
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return newest()


def newest() -> str:
    """The revision that the migrations lead to."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    return str(head)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return config
